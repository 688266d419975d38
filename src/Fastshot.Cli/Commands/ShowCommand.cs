using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot show ID</c>: all about one session.</summary>
internal sealed class ShowCommand : VerbCommand
{
    private readonly Argument<string> _id = SessionIds.One();

    public ShowCommand()
        : base("show", "Shows all about one session.") => Arguments.Add(_id);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot show 7k3m", "Shows the session whose id begins so."),
        new("fastshot show 7k3m --json", "Prints it with its board, shots and annotations."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var session = await library.FindAsync(call.Get(_id), cancellationToken).ConfigureAwait(false);
        var view = await SessionView.OfAsync(call, workspace, library, cancellationToken).ConfigureAwait(false);
        var json = await view.OfAsync(session, cancellationToken).ConfigureAwait(false);
        var manifest = await ReadManifestAsync(library, json, cancellationToken).ConfigureAwait(false);
        if (call.Output.IsJson)
        {
            call.Output.Json(writer => Write(writer, json, manifest));
        }
        else
        {
            Print(call.Output, json, manifest);
        }

        return ExitCode.Done;
    }

    private static async Task<Manifest?> ReadManifestAsync(
        SessionLibrary library, SessionJson json, CancellationToken cancellationToken)
    {
        if (!json.IsLocal)
        {
            return null;
        }

        var reader = await library.OpenContentAsync(json.Session, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return reader.Manifest;
        }
    }

    private static void Write(Utf8JsonWriter writer, SessionJson json, Manifest? manifest)
    {
        var board = manifest?.Board ?? json.Session.Content?.Board ?? default;
        writer.WriteStartObject();
        json.WriteMembers(writer);
        writer.WriteStartObject("board");
        writer.WriteNumber("width", board.Width);
        writer.WriteNumber("height", board.Height);
        writer.WriteEndObject();
        writer.WriteStartArray("shots");
        foreach (var shot in manifest?.Shots ?? [])
        {
            ShotJson.Write(writer, shot);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Print(Output output, SessionJson json, Manifest? manifest)
    {
        var (session, text) = (json.Session, json.Session.Text);
        output.Line(text.Name.Length == 0 ? "(without a name)" : text.Name);
        Row(output, "id", session.Id.Text);
        Row(output, "created", session.Created.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
        Row(output, "tags", string.Join(", ", text.Tags));
        Row(output, "color", text.Color);
        Row(output, "class", text.Class);
        Row(output, "device", json.Device);
        Row(output, "content", $"{Words.Count(session.Content?.ImageCount ?? 0, "image")}, {Words.Size(session.Content?.SizeBytes ?? 0)}");
        Row(output, "trash", session.Trashed is { } trashed ? $"since {Words.Time(trashed)}" : "");
        Row(output, "classic file", session.Source.ClassicFile ?? "");
        if (text.Description.Length > 0)
        {
            output.Line();
            output.Lines(text.Description);
        }

        if (manifest is null)
        {
            output.Note("Its pictures are not on this device.");
            return;
        }

        output.Line();
        output.Table(
            [
                new("file", IsWhole: true), new("title", IsCut: true), new("pixels", IsWhole: true), new("size", IsNumber: true),
                new("at", IsWhole: true), new("scale", IsNumber: true),
            ],
            [.. manifest.Shots.Select(RowOf)]);
    }

    private static string[] RowOf(Shot shot) =>
    [
        shot.File,
        shot.Title ?? "",
        string.Create(CultureInfo.InvariantCulture, $"{shot.Width} × {shot.Height}"),
        Words.Size(shot.Size),
        string.Create(CultureInfo.InvariantCulture, $"{shot.Placement.X:0.##}, {shot.Placement.Y:0.##}{(shot.Placement.Hidden ? " hidden" : "")}"),
        shot.Placement.Scale.ToString("0.##", CultureInfo.InvariantCulture),
    ];

    private static void Row(Output output, string what, string value)
    {
        if (value.Length > 0)
        {
            output.Line($"  {what,-13}{value}");
        }
    }
}
