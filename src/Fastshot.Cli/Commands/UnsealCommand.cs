using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Storage;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot unseal FILE</c>: opens one sealed object, or any age file with a passphrase.</summary>
internal sealed class UnsealCommand : VerbCommand
{
    private const int BufferBytes = 128 << 10;

    private readonly Argument<string> _file = new("FILE") { Description = "A sealed file, binary or in letters (armor)" };

    private readonly Option<string> _to = new("--to") { Description = "Write to a file instead of stdout", HelpName = "PATH" };

    public UnsealCommand()
        : base("unseal", "Opens one sealed file: by FASTSHOT_PASSPHRASE or FASTSHOT_VAULT_KEY where set, else by this library's key.")
    {
        Arguments.Add(_file);
        Options.Add(_to);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot unseal library/vault/sessions/ab/ab…34.age | tar -xi", "Extracts a session's pictures with tar."),
        new("FASTSHOT_PASSPHRASE=… fastshot unseal note.txt.age --to note.txt", "Opens any age file with a passphrase."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var name = call.Get(_file);
        var file = await call.Surroundings.Files.OpenAsync(call.PathOf(name), cancellationToken).ConfigureAwait(false)
            ?? throw new CliException(ExitCode.NotFound, "no_such_file", $"{name} does not exist");
        var source = new FileView(file);
        await using (source.ConfigureAwait(false))
        {
            using var passphrase = await call.Prompt.GivenPassphraseAsync(cancellationToken).ConfigureAwait(false)
                ?? await call.Prompt.GivenVaultKeyAsync(cancellationToken).ConfigureAwait(false);
            using var workspace = call.OpenWorkspace();
            var plaintext = await workspace.UnsealAsync(source, name, passphrase?.Utf8, cancellationToken).ConfigureAwait(false);
            await using (plaintext.ConfigureAwait(false))
            {
                await WriteAsync(call, plaintext, cancellationToken).ConfigureAwait(false);
            }
        }

        return ExitCode.Done;
    }

    private async Task WriteAsync(Invocation call, Stream plaintext, CancellationToken cancellationToken)
    {
        if (call.Get(_to) is not { } path)
        {
            // What was written before a fault is found is authentic, though not the whole: the exit code tells.
            await plaintext.CopyToAsync(call.Output.Bytes, BufferBytes, cancellationToken).ConfigureAwait(false);
            return;
        }

        await new AtomicFile(call.Surroundings.Files, call.Surroundings.Random).WriteAsync(
            call.PathOf(path),
            async (target, token) =>
            {
                var stream = new FileAppendStream(target);
                await using (stream.ConfigureAwait(false))
                {
                    await plaintext.CopyToAsync(stream, BufferBytes, token).ConfigureAwait(false);
                }
            },
            overwrite: false,
            cancellationToken).ConfigureAwait(false);
        call.Output.Note($"Wrote {path}");
    }
}
