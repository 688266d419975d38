using System.Collections.Immutable;
using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Exchange;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot save PATH…</c>: saves images, folders of images, or stdin as one session.</summary>
internal sealed class SaveCommand : VerbCommand
{
    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Images, folders of images, or - for one image on stdin",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly MetadataOptions _metadata = new();

    private readonly Option<string[]> _tags = new("--tag") { Description = "A tag; may be given again", HelpName = "TAG" };

    public SaveCommand()
        : base("save", "Saves images as one session, and prints its id. The library is made on first use.")
    {
        Arguments.Add(_paths);
        _metadata.AddTo(this);
        Options.Add(_tags);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot save login.png error.jpg shots/ --name \"Login bug\" --tag web", "Saves two images and a folder as one session."),
        new("grim - | fastshot save - --name Desktop", "Saves what another program writes to stdout."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var time = call.Surroundings.Time;
        var started = time.GetTimestamp();
        using var workspace = call.OpenWorkspace();
        var spool = workspace.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            var images = await LookAsync(call, workspace, spool, cancellationToken).ConfigureAwait(false);
            call.Output.Detail($"look at {Words.Count(images.Shots.Length, "image")}: {Words.Duration(time.GetElapsedTime(started))}");
            var session = SessionOf(call, images);
            session.ThrowIfInvalid(); // Before a library is made for it.
            if (call.Options.IsDryRun)
            {
                call.Output.Note($"Would save {Describe(session)}.");
                return ExitCode.Done;
            }

            var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
            session = await call.WithIdAsync(library, session, cancellationToken).ConfigureAwait(false);
            var saved = await SaveAsync(call, library, session, cancellationToken).ConfigureAwait(false);
            foreach (var step in saved.Steps)
            {
                call.Output.Detail($"{step.Step}: {Words.Duration(step.Time)}");
            }

            call.Output.Detail($"in all: {Words.Duration(time.GetElapsedTime(started))}");
            await PrintAsync(call, library, saved.Session, cancellationToken).ConfigureAwait(false);
            call.Report(library);
            await call.SyncAfterChangeAsync(workspace, library, cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    private async Task<IntakeResult> LookAsync(
        Invocation call, LocalWorkspace workspace, Spool spool, CancellationToken cancellationToken)
    {
        using var progress = call.Output.Progress<IntakeProgress>(at => $"Looking at images: {at.ImagesDone} of {at.ImagesTotal}");
        var images = await workspace.LookAsync(InputsOf(call), spool, progress, cancellationToken).ConfigureAwait(false);
        if (images.SkippedCount > 0)
        {
            call.Output.Note($"Passed over {Words.Count(images.SkippedCount, "file")} in the given folders: not named like an image.");
        }

        return images.Problems.IsEmpty ? images : throw Refusal(images.Problems);
    }

    private ImmutableArray<ImageInput> InputsOf(Invocation call) =>
    [
        .. call.Get(_paths).Select(path => path == "-"
            ? (ImageInput)new ImageInput.FromStream(call.Surroundings.Terminal.In, "standard input")
            : new ImageInput.FromPath(call.PathOf(path), path)),
    ];

    private static CliException Refusal(ImmutableArray<IntakeProblem> problems)
    {
        var isNotFound = problems.All(problem => problem.Error is IntakeError.NotFound);
        return new CliException(
            isNotFound ? ExitCode.NotFound : ExitCode.Failed,
            isNotFound ? "no_such_file" : "bad_image",
            string.Join("\n", problems.Select(problem => problem.Message)),
            "Nothing was saved. Mend or leave out what is named, and run it again.");
    }

    private NewSession SessionOf(Invocation call, IntakeResult images) => new()
    {
        Text = new SessionText
        {
            Name = call.Get(_metadata.Name) ?? DefaultName(call, images),
            Description = call.Get(_metadata.Description) ?? "",
            Color = call.Get(_metadata.Color) ?? "",
            Class = call.Get(_metadata.Class) ?? "",
            Tags = [.. call.Get(_tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        },
        Shots = images.Shots,
        Board = images.Board,
    };

    // What a person would call it: the folder, or the first image and how many follow.
    private string DefaultName(Invocation call, IntakeResult images)
    {
        var name = call.Get(_paths) is [var only] && only != "-" ? Path.GetFileNameWithoutExtension(call.PathOf(only)) : null;
        name ??= images.Shots[0].Title ?? "Screenshot";
        var others = call.Get(_paths).Count == 1 ? 0 : images.Shots.Length - 1;
        name = new string([.. name.Where(character => !char.IsControl(character) && !char.IsSurrogate(character))]);
        name = name[..Math.Min(name.Length, Limits.NameLength - 20)];
        return others > 0 ? $"{name} and {others} more" : name;
    }

    private static async Task<SavedSession> SaveAsync(
        Invocation call, SessionLibrary library, NewSession session, CancellationToken cancellationToken)
    {
        var total = session.Shots.Sum(shot => shot.Size);
        using var progress = call.Output.Progress<long>(
            bytes => $"Sealing: {Words.Size(Math.Min(bytes, total))} of {Words.Size(total)}");
        return await library.SaveAsync(session, progress, cancellationToken).ConfigureAwait(false);
    }

    private static async Task PrintAsync(
        Invocation call, SessionLibrary library, SessionInfo session, CancellationToken cancellationToken)
    {
        if (call.Output.IsJson)
        {
            var json = await SessionView.OfNew(library).OfAsync(session, cancellationToken).ConfigureAwait(false);
            call.Output.Json(json.WriteTo);
        }
        else
        {
            call.Output.Line(session.Id.Text);
            call.Output.Note($"Saved '{session.Text.Name}' with {Words.Count(session.Content?.ImageCount ?? 0, "image")}.");
        }
    }

    private static string Describe(NewSession session) =>
        $"'{session.Text.Name}' with {Words.Count(session.Shots.Length, "image")}, {Words.Size(session.Shots.Sum(shot => shot.Size))}";
}
