using System.Collections.Immutable;
using System.Text.Json;
using Fastshot.Cli.Shell;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Sessions;

/// <summary>What came of each file of an import; several may tell of themselves at once.</summary>
internal sealed class ImportReport
{
    private const int ShownMax = 50;

    private readonly Lock _turn = new();
    private readonly List<SessionJson> _imported = [];
    private readonly List<(string Path, string Reason)> _skipped = [];
    private readonly List<(string Path, string Reason)> _failed = [];

    public bool HasImported => _imported.Count > 0;

    public bool HasFailed => _failed.Count > 0;

    /// <summary>What came of it in numbers.</summary>
    public ImmutableArray<KeyValuePair<string, long>> Counts =>
        [new("imported", _imported.Count), new("skipped", _skipped.Count), new("failed", _failed.Count)];

    public void Import(SessionJson session)
    {
        lock (_turn)
        {
            _imported.Add(session);
        }
    }

    public void Skip(string path, string reason)
    {
        lock (_turn)
        {
            _skipped.Add((path, reason));
        }
    }

    /// <summary>Tells of a failure.</summary>
    /// <param name="reason">A whole sentence, which names the path as a person gave it.</param>
    public void Fail(string path, string reason)
    {
        lock (_turn)
        {
            _failed.Add((path, reason));
        }
    }

    public void Print(Output output)
    {
        if (output.IsJson)
        {
            output.Json(Write);
            return;
        }

        NoteSome(output, "imported", _imported.ConvertAll(json => $"Imported {NameOf(json.Session)} ({json.Session.Id})."));
        NoteSome(output, "skipped", _skipped.ConvertAll(one => $"Skipped {one.Path}: {one.Reason}."));

        foreach (var (_, reason) in _failed)
        {
            output.Warn(reason);
        }
    }

    private static void NoteSome(Output output, string what, List<string> lines)
    {
        foreach (var line in lines.Take(ShownMax))
        {
            output.Note(line);
        }

        if (lines.Count > ShownMax)
        {
            output.Note($"and {lines.Count - ShownMax:N0} more {what}; --json lists them all.");
        }
    }

    // A session of the older program need not have a name.
    private static string NameOf(SessionInfo session) =>
        session.Text.Name.Length > 0 ? $"'{session.Text.Name}'" : session.Source.ClassicFile ?? "a session without a name";

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("imported");
        _imported.ForEach(json => json.WriteTo(writer));
        writer.WriteEndArray();
        WriteReasons(writer, "skipped", _skipped);
        WriteReasons(writer, "failed", _failed);
        writer.WriteEndObject();
    }

    private static void WriteReasons(Utf8JsonWriter writer, string name, List<(string Path, string Reason)> items)
    {
        writer.WriteStartArray(name);
        foreach (var (path, reason) in items)
        {
            writer.WriteStartObject();
            writer.WriteString("path", path);
            writer.WriteString("reason", reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
