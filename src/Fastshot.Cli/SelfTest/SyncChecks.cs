using System.Text.Json;
using Fastshot.Cli.Demo;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.SelfTest;

/// <summary>The checks of integration that let devices meet, and break something between them.</summary>
internal sealed class SyncChecks(Invocation call, Scratch scratch)
{
    private const string Missing = "missing";

    /// <summary>Two devices at the person's remote, below a prefix of their own.</summary>
    public async Task<Outcome> SynchronizationAsync(CancellationToken cancellationToken)
    {
        var one = await scratch.SamplesAsync(cancellationToken).ConfigureAwait(false);
        var two = await scratch.DeviceAsync("second", cancellationToken).ConfigureAwait(false);
        var address = scratch.MeetingOf("sync");
        var samples = SampleSession.ReadAll().Length;
        var facts = new Facts();
        var time = call.Surroundings.Time;
        var start = time.GetTimestamp();
        await one.DoAsync(cancellationToken, "remote", "set", address, "--yes").ConfigureAwait(false);
        var joined = await two.DoAsync(cancellationToken, "remote", "set", address, "--yes").ConfigureAwait(false);
        facts.Hold("another device has all sessions", joined.GetProperty("sessions").GetInt32() == samples);
        await two.DoAsync(cancellationToken, "sync", "--download", "all").ConfigureAwait(false);
        var ids = IdsIn(await two.DoAsync(cancellationToken, "list", "--limit", "0").ConfigureAwait(false));
        var exported = await ExportedAsync(two, ids, cancellationToken).ConfigureAwait(false);
        var original = await ExportedAsync(one, ids, cancellationToken).ConfigureAwait(false);
        facts.Hold("every picture came over byte for byte", exported.Length > samples && exported.AsSpan().SequenceEqual(original));
        await two.DoAsync(cancellationToken, "edit", ids[0], "--class", "selftest").ConfigureAwait(false);
        await one.DoAsync(cancellationToken, "edit", ids[0], "--color", "green").ConfigureAwait(false);
        await two.DoAsync(cancellationToken, "sync").ConfigureAwait(false);
        await one.DoAsync(cancellationToken, "sync").ConfigureAwait(false);
        await two.DoAsync(cancellationToken, "sync", "--refresh").ConfigureAwait(false);
        foreach (var device in (ScratchDevice[])[one, two])
        {
            var shown = await device.DoAsync(cancellationToken, "show", ids[0]).ConfigureAwait(false);
            facts.Hold("two edits at once are both kept", shown.GetProperty("class").GetString() == "selftest" && shown.GetProperty("color").GetString() == "green");
        }

        facts.Hold("the remote is whole", (await one.RunAsync(cancellationToken, "verify", "--remote", "--json").ConfigureAwait(false)).ExitCode is ExitCode.Done);
        return facts.Outcome("all", $"{Words.Count(exported.Length, "picture")} between two devices in {time.GetElapsedTime(start).TotalSeconds:0.0} s")
            .With("pictures", exported.Length).With("seconds", time.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>An operation that fails is kept, and does its work when it is asked to again.</summary>
    public async Task<Outcome> OperationsAsync(CancellationToken cancellationToken)
    {
        var device = await SyncedAsync("operations", cancellationToken).ConfigureAwait(false);
        var (folder, away) = (FolderOf(device), FolderOf(device) + "-away");
        var facts = new Facts();
        Directory.Move(folder, away);
        var failed = await device.RunAsync(cancellationToken, "sync", "--json").ConfigureAwait(false);
        facts.Hold("a remote that is away is said", failed.ExitCode is ExitCode.Unreachable);
        var newest = (await device.DoAsync(cancellationToken, "operations").ConfigureAwait(false)).GetProperty("items")[0];
        facts.Hold("its failure is kept", newest.GetProperty("state").GetString() == "failed" && newest.GetProperty("error").ValueKind is JsonValueKind.Object);
        Directory.Move(away, folder);
        await device.DoAsync(cancellationToken, "operations", "retry", newest.GetProperty("id").GetString()!).ConfigureAwait(false);
        var done = (await device.DoAsync(cancellationToken, "operations").ConfigureAwait(false)).GetProperty("items")[0];
        facts.Hold("it is done when it is asked for again", done.GetProperty("state").GetString() == "completed" && done.GetProperty("attempt").GetInt32() == 2);
        var export = await device.DoAsync(
            cancellationToken, ["export", .. IdsIn(await device.DoAsync(cancellationToken, "list").ConfigureAwait(false)), "--to", Path.Combine(device.Home, "out")]).ConfigureAwait(false);
        facts.Hold("another runs after it", export.GetProperty("items").GetArrayLength() > 0);
        return facts.Outcome("all");
    }

    /// <summary>Damage is found, said and mended; what is missing is never taken for deleted.</summary>
    public async Task<Outcome> RecoveryAsync(CancellationToken cancellationToken)
    {
        var device = await SyncedAsync("recovery", cancellationToken).ConfigureAwait(false);
        var facts = new Facts();
        var before = await ListedAsync(device, cancellationToken).ConfigureAwait(false);
        Flip(ArchivesIn(Path.Combine(device.Library, "vault"))[0]);
        facts.Hold("a flipped bit is found", await ExitAsync("verify", "--read-data").ConfigureAwait(false) is ExitCode.Damage);
        facts.Hold("it is mended from the remote", await ExitAsync("repair", "--read-data", "--yes").ConfigureAwait(false) is ExitCode.Done);
        facts.Hold("all is well after it", await ExitAsync("verify", "--read-data").ConfigureAwait(false) is ExitCode.Done);
        File.Delete(ArchivesIn(FolderOf(device))[0]);
        facts.Hold("a picture that is missing at the remote is found", await ExitAsync("verify", "--remote").ConfigureAwait(false) is ExitCode.Damage);
        facts.Hold("it is put back from this device", await ExitAsync("repair", "--remote", "--yes").ConfigureAwait(false) is ExitCode.Done);
        facts.Hold("all is well there after it", await ExitAsync("verify", "--remote", "--read-data").ConfigureAwait(false) is ExitCode.Done);
        await File.WriteAllTextAsync(Path.Combine(device.Library, "index.db"), "no index", cancellationToken).ConfigureAwait(false);
        facts.Hold("a broken index is made anew", await ListedAsync(device, cancellationToken).ConfigureAwait(false) == before);
        Directory.Delete(FolderOf(device), recursive: true);
        facts.Hold("a remote that is gone is said", await ExitAsync("sync").ConfigureAwait(false) is ExitCode.Unreachable or ExitCode.NoVault);
        facts.Hold("and nothing is lost here", await ListedAsync(device, cancellationToken).ConfigureAwait(false) == before && before != Missing);
        return facts.Outcome("all");

        async Task<ExitCode> ExitAsync(params string[] words) =>
            (await device.RunAsync(cancellationToken, [.. words, "--json"]).ConfigureAwait(false)).ExitCode;
    }

    private static string[] IdsIn(JsonElement list) =>
        [.. list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!).Order(StringComparer.Ordinal)];

    private static string[] ArchivesIn(string folder) =>
        [.. Directory.GetFiles(folder, "*.age", SearchOption.AllDirectories).Where(file => file.Contains("sessions", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static async Task<string> ListedAsync(ScratchDevice device, CancellationToken cancellationToken)
    {
        var result = await device.RunAsync(cancellationToken, "list", "--json").ConfigureAwait(false);
        return result.ExitCode is ExitCode.Done ? string.Join(',', IdsIn(result.Json)) : Missing;
    }

    private static string FolderOf(ScratchDevice device) => device.Home + "-remote";

    // With a folder of the scratch's own: what is done to it there must not happen at the person's remote.
    private async Task<ScratchDevice> SyncedAsync(string name, CancellationToken cancellationToken)
    {
        var device = await scratch.DeviceAsync(name, cancellationToken).ConfigureAwait(false);
        await device.SaveSamplesAsync(3, cancellationToken).ConfigureAwait(false);
        Directory.CreateDirectory(FolderOf(device));
        await device.DoAsync(cancellationToken, "remote", "set", FolderOf(device), "--yes").ConfigureAwait(false);
        return device;
    }

    // The hashes of the files themselves, as they leave the library.
    private static async Task<string[]> ExportedAsync(ScratchDevice device, string[] ids, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(device.Home, "exported");
        await device.DoAsync(cancellationToken, ["export", .. ids, "--to", folder]).ConfigureAwait(false);
        var hashes = new List<string>();
        foreach (var file in Directory.GetFiles(folder, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var bytes = await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
            hashes.Add($"{Path.GetRelativePath(folder, file)} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))}");
        }

        return [.. hashes];
    }
}
