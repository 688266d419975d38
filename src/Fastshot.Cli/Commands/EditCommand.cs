using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Catalog;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot edit ID</c>: changes a session's metadata.</summary>
internal sealed class EditCommand : VerbCommand
{
    private readonly Argument<string> _id = SessionIds.One();
    private readonly MetadataOptions _metadata = new();

    private readonly Option<string[]> _addTags = new("--add-tag") { Description = "Add a tag; may be given again", HelpName = "TAG" };

    private readonly Option<string[]> _removeTags =
        new("--remove-tag") { Description = "Remove a tag; may be given again", HelpName = "TAG" };

    public EditCommand()
        : base("edit", "Changes a session's metadata.")
    {
        Arguments.Add(_id);
        _metadata.AddTo(this);
        Options.Add(_addTags);
        Options.Add(_removeTags);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot edit 7k3m --name \"Login bug, fixed\" --add-tag done --remove-tag open", "Renames a session and changes two tags."),
        new("fastshot edit 7k3m --color \"\"", "Takes its color away."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var edit = new SessionEdit
        {
            Name = call.Get(_metadata.Name),
            Description = call.Get(_metadata.Description),
            Color = call.Get(_metadata.Color),
            Class = call.Get(_metadata.Class),
            AddTags = [.. call.Get(_addTags)],
            RemoveTags = [.. call.Get(_removeTags)],
        };
        if (edit is { Name: null, Description: null, Color: null, Class: null, AddTags.Length: 0, RemoveTags.Length: 0 })
        {
            throw CliException.Usage("Nothing to change was given", "Say what: --name, --add-tag, … (fastshot edit --help).");
        }

        using var workspace = call.OpenWorkspace();
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var session = await library.FindAsync(call.Get(_id), cancellationToken).ConfigureAwait(false);
        var edited = await library.EditAsync(session.Id, edit, call.Options.IsDryRun, cancellationToken).ConfigureAwait(false);
        if (call.Output.IsJson)
        {
            var view = await SessionView.OfAsync(call, workspace, library, cancellationToken).ConfigureAwait(false);
            var json = await view.OfAsync(edited, cancellationToken).ConfigureAwait(false);
            call.Output.Json(json.WriteTo);
        }
        else
        {
            call.Output.Note($"{(call.Options.IsDryRun ? "Would change" : "Changed")} '{edited.Text.Name}' ({edited.Id}).");
        }

        await call.SyncAfterChangeAsync(workspace, library, cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
