using System.Diagnostics;
using System.Security.Cryptography;

namespace Fastshot.Cli.Shell;

/// <summary>A secret as the environment gives it: in a variable, in a file, or as what a command prints.</summary>
internal sealed class SecretSource(Surroundings surroundings, string variable)
{
    private const int BytesMax = 4096;

    /// <summary>The secret, or null where the environment gives none. The caller disposes it.</summary>
    public async Task<Secret?> ReadAsync(CancellationToken cancellationToken)
    {
        if (Given(variable) is { } text)
        {
            return new Secret(text);
        }

        if (Given($"{variable}_FILE") is { } file)
        {
            return await FromFileAsync(file, cancellationToken).ConfigureAwait(false);
        }

        return Given($"{variable}_COMMAND") is { } command
            ? await FromCommandAsync(command, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private string? Given(string name) => surroundings.Variable(name) is { Length: > 0 } text ? text : null;

    private async Task<Secret> FromFileAsync(string given, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(given, surroundings.CurrentFolder);
        var file = await surroundings.Files.OpenAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new CliException(
                ExitCode.NotFound, "no_such_file", $"{variable}_FILE names '{given}', which is not there");
        await using (file.ConfigureAwait(false))
        {
            var bytes = Secret.NewBuffer<byte>(BytesMax);
            try
            {
                var count = 0;
                while (count < bytes.Length
                    && await file.ReadAsync(count, bytes.AsMemory(count), cancellationToken).ConfigureAwait(false) is var read and > 0)
                {
                    count += read;
                }

                return FirstLine(bytes.AsSpan(0, count), $"{variable}_FILE");
            }
            finally
            {
                CryptographicOperations.ZeroMemory(bytes);
            }
        }
    }

    private async Task<Secret> FromCommandAsync(string command, CancellationToken cancellationToken)
    {
        var isWindows = surroundings.System is Core.Configuration.SystemKind.Windows;
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(isWindows ? "cmd.exe" : "/bin/sh")
            {
                ArgumentList = { isWindows ? "/c" : "-c", command },
                RedirectStandardOutput = true,
                UseShellExecute = false,
            },
        };
        SecretVariables.RemoveOwnFrom(process.StartInfo);
        process.Start();
        var bytes = Secret.NewBuffer<byte>(BytesMax);
        try
        {
            var output = process.StandardOutput.BaseStream;
            var count = await output.ReadAtLeastAsync(bytes, BytesMax, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            await output.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0
                ? FirstLine(bytes.AsSpan(0, count), $"{variable}_COMMAND")
                : throw new CliException(
                    ExitCode.Failed, "passphrase", $"The command of {variable}_COMMAND ended with {process.ExitCode}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static Secret FirstLine(ReadOnlySpan<byte> bytes, string source)
    {
        var line = bytes;
        if (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            line = bytes[..end];
        }

        line = line.TrimEnd((byte)'\r');
        return line.IsEmpty
            ? throw new CliException(ExitCode.Failed, "passphrase", $"{source} gives an empty first line")
            : Secret.OfUtf8(line);
    }
}
