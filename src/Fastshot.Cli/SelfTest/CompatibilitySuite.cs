using System.Text;
using System.Text.Json;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;

namespace Fastshot.Cli.SelfTest;

/// <summary>Does what older programs and older versions left go on being read, and does nothing newer get broken.</summary>
internal sealed class CompatibilitySuite(Invocation call, Scratch scratch)
    : SelfTestSuite("compatibility", "backward_compatibility_results.json")
{
    // Where SQLite keeps the version that a program gave its tables.
    private const int SchemaVersionAt = 60;

    protected override IReadOnlyList<(string Name, Func<CancellationToken, Task<Outcome>> Check)> Checks =>
    [
        ("classic session formats", FormatsAsync),
        ("old cache structures", CachesAsync),
        ("missing metadata", MissingAsync),
        ("version migration", MigrationAsync),
        ("work flows", FlowsAsync),
        ("cloud storage", CloudAsync),
        ("configuration", ConfigurationAsync),
    ];

    private async Task<Outcome> FormatsAsync(CancellationToken cancellationToken)
    {
        var device = await ClassicAsync("classic", cancellationToken).ConfigureAwait(false);
        var facts = new Facts();
        foreach (var sample in ClassicSamples.Formats())
        {
            var imported = await ImportAsync(device, sample, cancellationToken).ConfigureAwait(false);
            facts.Hold($"{sample.What} comes in", imported is not null);
            if (imported is { } session)
            {
                var shots = (await device.DoAsync(cancellationToken, "show", session.GetProperty("id").GetString()!).ConfigureAwait(false)).GetProperty("shots");
                facts.Hold($"{sample.What}: its picture, byte for byte", shots.GetArrayLength() == 1 && shots[0].GetProperty("sha256").GetString() == ClassicSamples.PictureHash);
                facts.Hold($"{sample.What}: its place", (shots[0].GetProperty("x").GetDouble(), shots[0].GetProperty("y").GetDouble()) == sample.Place);
                facts.Hold($"{sample.What}: its annotations", shots[0].GetProperty("annotations").GetArrayLength() == sample.Annotations);
            }
        }

        return facts.Outcome("all");
    }

    // A cache with a doubly wrapped index, an old info and no list: found, and mended from the copy of its session.
    private async Task<Outcome> CachesAsync(CancellationToken cancellationToken)
    {
        var device = await ClassicAsync("classic", cancellationToken).ConfigureAwait(false);
        var home = Path.Combine(scratch.Folder, "older-home");
        ClassicSamples.WriteCache(home);
        var facts = new Facts();
        var found = await device.RunAsync(cancellationToken, "verify", home, "--json").ConfigureAwait(false);
        facts.Hold("an index that stays blank in the older program is found", found.ExitCode is ExitCode.Damage
            && found.Json.GetProperty("findings").EnumerateArray().Any(one => one.GetProperty("kind").GetString() == "wrong"));
        facts.Hold("it is mended", (await device.RunAsync(cancellationToken, "repair", home, "--yes", "--json").ConfigureAwait(false)).ExitCode is ExitCode.Done);
        facts.Hold("all is well after it", (await device.RunAsync(cancellationToken, "verify", home, "--json").ConfigureAwait(false)).ExitCode is ExitCode.Done);
        facts.Hold("its sessions come in", (await device.DoAsync(cancellationToken, "import", home).ConfigureAwait(false)).GetProperty("imported").GetArrayLength() == 1);
        return facts.Outcome("all");
    }

    private async Task<Outcome> MissingAsync(CancellationToken cancellationToken)
    {
        var device = await ClassicAsync("missing", cancellationToken).ConfigureAwait(false);
        var facts = new Facts();
        foreach (var sample in ClassicSamples.WithoutMetadata())
        {
            var session = await ImportAsync(device, sample, cancellationToken).ConfigureAwait(false);
            facts.Hold($"{sample.What} comes in", session is not null);
            facts.Hold($"{sample.What}: with a name or its file's, and no more", session is { } one
                && one.GetProperty("description").GetString()!.Length == 0 && one.GetProperty("tags").GetArrayLength() == 0
                && one.GetProperty("imageCount").GetInt32() == 1);
        }

        var broken = Path.Combine(device.Home, "20260102030405_cut.fastshot");
        await File.WriteAllTextAsync(broken, "{\"session\": {\"windows\": [", cancellationToken).ConfigureAwait(false);
        facts.Hold("what was cut off is refused and named", (await device.RunAsync(cancellationToken, "import", broken, "--json").ConfigureAwait(false)).ExitCode is not ExitCode.Done);
        return facts.Outcome("all");
    }

    private async Task<Outcome> MigrationAsync(CancellationToken cancellationToken)
    {
        var device = await scratch.DeviceAsync("migration", cancellationToken).ConfigureAwait(false);
        await device.SaveSamplesAsync(3, cancellationToken).ConfigureAwait(false);
        var facts = new Facts();
        var before = (await device.DoAsync(cancellationToken, "list").ConfigureAwait(false)).GetRawText();
        var index = Path.Combine(device.Library, "index.db");
        foreach (var version in (byte[])[1, 255])
        {
            var bytes = await File.ReadAllBytesAsync(index, cancellationToken).ConfigureAwait(false);
            var current = bytes[SchemaVersionAt + 3];
            bytes[SchemaVersionAt + 3] = version;
            await File.WriteAllBytesAsync(index, bytes, cancellationToken).ConfigureAwait(false);
            var after = (await device.DoAsync(cancellationToken, "list").ConfigureAwait(false)).GetRawText();
            facts.Hold(
                $"an index of version {version} is made anew, and says the same",
                after == before && (await File.ReadAllBytesAsync(index, cancellationToken).ConfigureAwait(false))[SchemaVersionAt + 3] == current && current != version);
        }

        var about = Path.Combine(device.Library, "vault", "about.json");
        var text = await File.ReadAllTextAsync(about, cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(about, text.Replace("\"minReader\":1", "\"minReader\":99", StringComparison.Ordinal), cancellationToken).ConfigureAwait(false);
        var newer = await device.RunAsync(cancellationToken, "save", ClassicSamples.WritePicture(device.Home), "--json").ConfigureAwait(false);
        facts.Hold("a library of a newer version is left alone", newer.ExitCode is ExitCode.Failed && newer.Error.Contains("newer_format", StringComparison.Ordinal));
        await File.WriteAllTextAsync(about, text, cancellationToken).ConfigureAwait(false);
        facts.Hold("and works again with the program that knows it", (await device.DoAsync(cancellationToken, "list").ConfigureAwait(false)).GetRawText() == before);
        return facts.Outcome("all");
    }

    // What people did with the older program's windows, in their order.
    private async Task<Outcome> FlowsAsync(CancellationToken cancellationToken)
    {
        var device = await scratch.DeviceAsync("flows", cancellationToken).ConfigureAwait(false);
        var facts = new Facts();
        var picture = ClassicSamples.WritePicture(device.Home);
        var saved = await device.DoAsync(
            cancellationToken, "save", picture, "--name", "Review 评审", "--description", "first", "--tag", "web", "--color", "blue", "--class", "work").ConfigureAwait(false);
        var id = saved.GetProperty("id").GetString()!;
        await device.DoAsync(cancellationToken, "save", picture, "--name", "Other", "--tag", "ui").ConfigureAwait(false);
        facts.Hold("save with metadata", saved.GetProperty("name").GetString() == "Review 评审");
        facts.Hold("filter by text", await TotalAsync("评审").ConfigureAwait(false) == 1);
        facts.Hold("filter by tag, color and class", await TotalAsync("--tag", "web", "--color", "blue", "--class", "work").ConfigureAwait(false) == 1);
        facts.Hold("sort by name", (await device.DoAsync(cancellationToken, "list", "--sort", "name").ConfigureAwait(false))
            .GetProperty("items")[0].GetProperty("name").GetString() == "Other");
        await device.DoAsync(cancellationToken, "edit", id, "--name", "Renamed", "--add-tag", "later").ConfigureAwait(false);
        facts.Hold("change metadata", await TotalAsync("renamed", "--tag", "later").ConfigureAwait(false) == 1);
        await device.DoAsync(cancellationToken, "export", id, "--to", Path.Combine(device.Home, "out")).ConfigureAwait(false);
        facts.Hold("load again, byte for byte", Directory.GetFiles(Path.Combine(device.Home, "out"), "*.png", SearchOption.AllDirectories) is [var file]
            && File.ReadAllBytes(file).AsSpan().SequenceEqual(ClassicSamples.Picture));
        await device.DoAsync(cancellationToken, "delete", id).ConfigureAwait(false);
        facts.Hold("delete", await TotalAsync().ConfigureAwait(false) == 1);
        await device.DoAsync(cancellationToken, "restore", id).ConfigureAwait(false);
        facts.Hold("take back", await TotalAsync().ConfigureAwait(false) == 2);
        return facts.Outcome("all");

        async Task<int> TotalAsync(params string[] query) =>
            (await device.DoAsync(cancellationToken, ["list", .. query]).ConfigureAwait(false)).GetProperty("total").GetInt32();
    }

    // The older program's layout, at the person's remote, below a prefix of its own.
    private async Task<Outcome> CloudAsync(CancellationToken cancellationToken)
    {
        var one = await ClassicAsync("cloud-one", cancellationToken).ConfigureAwait(false);
        var two = await ClassicAsync("cloud-two", cancellationToken).ConfigureAwait(false);
        var address = scratch.MeetingOf("classic");
        var facts = new Facts();
        await one.DoAsync(cancellationToken, "remote", "set", address, "--layout", "classic", "--yes").ConfigureAwait(false);
        var saved = await one.DoAsync(cancellationToken, "save", ClassicSamples.WritePicture(one.Home), "--name", "In the cloud", "--tag", "旧").ConfigureAwait(false);
        await one.DoAsync(cancellationToken, "sync").ConfigureAwait(false);
        facts.Hold("the bucket is as the older program writes it", (await one.RunAsync(cancellationToken, "verify", "--read-data", "--json").ConfigureAwait(false)).ExitCode is ExitCode.Done);
        await two.DoAsync(cancellationToken, "remote", "set", address, "--layout", "classic", "--yes").ConfigureAwait(false);
        var id = saved.GetProperty("id").GetString()!;
        var shown = await two.DoAsync(cancellationToken, "list", "cloud", "--tag", "旧").ConfigureAwait(false);
        facts.Hold("another device lists it by its index alone", shown.GetProperty("total").GetInt32() == 1
            && shown.GetProperty("items")[0].GetProperty("id").GetString() == id && !shown.GetProperty("items")[0].GetProperty("local").GetBoolean());
        await two.DoAsync(cancellationToken, "export", id, "--to", Path.Combine(two.Home, "out")).ConfigureAwait(false);
        facts.Hold("its picture comes over byte for byte", Directory.GetFiles(Path.Combine(two.Home, "out"), "*.png", SearchOption.AllDirectories) is [var file]
            && File.ReadAllBytes(file).AsSpan().SequenceEqual(ClassicSamples.Picture));
        await two.DoAsync(cancellationToken, "edit", id, "--description", "changed there").ConfigureAwait(false);
        await two.DoAsync(cancellationToken, "sync").ConfigureAwait(false);
        await one.DoAsync(cancellationToken, "sync").ConfigureAwait(false);
        facts.Hold("a change comes back", (await one.DoAsync(cancellationToken, "show", id).ConfigureAwait(false)).GetProperty("description").GetString() == "changed there");
        return facts.Outcome("all");
    }

    private async Task<Outcome> ConfigurationAsync(CancellationToken cancellationToken)
    {
        var device = await scratch.DeviceAsync("configuration", cancellationToken).ConfigureAwait(false);
        var facts = new Facts();
        await File.WriteAllTextAsync(Path.Combine(device.Home, "config.ini"), ClassicSamples.Config, Encoding.UTF8, cancellationToken).ConfigureAwait(false);
        foreach (var (key, value) in ClassicSamples.ConfigValues)
        {
            var read = (await device.RunAsync(cancellationToken, "config", "get", key).ConfigureAwait(false)).Output.TrimEnd('\n');
            facts.Hold($"{key} is read", read == value);
        }

        await device.DoAsync(cancellationToken, "config", "set", "language", "en").ConfigureAwait(false);
        var written = await File.ReadAllTextAsync(Path.Combine(device.Home, "config.ini"), cancellationToken).ConfigureAwait(false);
        facts.Hold("comments and other sections stay", ClassicSamples.Config.Split('\n').All(line => written.Contains(line, StringComparison.Ordinal)));
        var settings = Settings.From(await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false));
        facts.Hold($"config.ini of this installation has no problems (fastshot config check names {Words.Count(settings.Problems.Count, "problem")})", settings.Problems.Count == 0);
        return facts.Outcome("all");
    }

    private async Task<ScratchDevice> ClassicAsync(string name, CancellationToken cancellationToken)
    {
        var device = await scratch.DeviceAsync(name, cancellationToken).ConfigureAwait(false);
        device.ClassicKey = ClassicSamples.Key;
        return device;
    }

    private static async Task<JsonElement?> ImportAsync(ScratchDevice device, ClassicSample sample, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(device.Home, "classic-files")).FullName, sample.File);
        await File.WriteAllBytesAsync(path, sample.Bytes, cancellationToken).ConfigureAwait(false);
        var result = await device.RunAsync(cancellationToken, "import", path, "--json").ConfigureAwait(false);
        return result.ExitCode is ExitCode.Done && result.Json.GetProperty("imported") is { } imported && imported.GetArrayLength() == 1 ? imported[0] : null;
    }
}
