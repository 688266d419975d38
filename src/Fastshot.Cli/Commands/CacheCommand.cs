using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot cache</c>: what was downloaded to this device, and can be had again.</summary>
internal sealed class CacheCommand : VerbGroup
{
    public CacheCommand()
        : base("cache", "Says what was downloaded to this device, and keeps it in bounds; the last copy of anything is never dropped.")
    {
        Subcommands.Add(new CacheStatsCommand());
        Subcommands.Add(new CacheVerifyCommand());
        Subcommands.Add(new CacheClearCommand());
        Subcommands.Add(new CacheOptimizeCommand());
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot cache stats", "Says how much there is."),
        new("fastshot cache clear", "Drops all downloaded pictures that the remote has, and all previews."),
    ];
}

/// <summary><c>fastshot cache stats</c>: how much there is.</summary>
internal sealed class CacheStatsCommand()
    : VerbCommand("stats", "Says how many pictures were downloaded, how many previews are kept, and how large the index is.")
{
    public override IReadOnlyList<Example> Examples { get; } = [new("fastshot cache stats --json", "Prints it for a script.")];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var stats = await library.Objects.Cache.CountAsync(cancellationToken).ConfigureAwait(false);
        var index = await call.Surroundings.Files
            .StatAsync(Path.Combine(call.Places.Library, "index.db"), cancellationToken).ConfigureAwait(false);
        var isHealthy = !library.Notices.Any(notice => notice is LibraryNotice.IndexBehind or LibraryNotice.RecordRefused or LibraryNotice.IndexRebuilt { Reason: not null });
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("archives", stats.Archives);
                writer.WriteNumber("bytes", stats.Bytes);
                writer.WriteNumber("previews", stats.Previews);
                writer.WriteNumber("previewBytes", stats.PreviewBytes);
                writer.WriteStartObject("index");
                writer.WriteNumber("bytes", index?.Length ?? 0);
                writer.WriteBoolean("healthy", isHealthy);
                writer.WriteEndObject();
                writer.WriteEndObject();
            });
            return ExitCode.Done;
        }

        call.Output.Line($"downloaded  {Words.Count(stats.Archives, "archive")}, {Words.Size(stats.Bytes)}");
        call.Output.Line($"previews    {stats.Previews:N0}, {Words.Size(stats.PreviewBytes)}");
        call.Output.Line($"index       {Words.Size(index?.Length ?? 0)}, {(isHealthy ? "healthy" : "was mended just now")}");
        return ExitCode.Done;
    }
}

/// <summary><c>fastshot cache verify</c>: reads what was downloaded to its last byte.</summary>
internal sealed class CacheVerifyCommand()
    : VerbCommand("verify", "Reads what was downloaded to its last byte, and says what is damaged; changes nothing.")
{
    public override IReadOnlyList<Example> Examples { get; } = [new("fastshot cache verify", "Says what is damaged; fastshot repair --read-data fetches it again.")];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        return await call.OperateAsync(
            workspace,
            new OperationName("verify", "downloads", ["cache", "verify"]),
            async (operation, token) =>
            {
                using var progress = new LookProgress(call, operation);
                var report = await workspace.Trust(library, place: null, isRemote: false).VerifyDownloadsAsync(progress, token).ConfigureAwait(false);
                progress.Dispose();
                return VerifyCommand.Print(call, report);
            },
            cancellationToken).ConfigureAwait(false);
    }
}

/// <summary><c>fastshot cache clear</c>: drops all that can be had again.</summary>
internal sealed class CacheClearCommand()
    : VerbCommand("clear", "Drops all downloaded pictures that the remote has, and all previews.")
{
    public override IReadOnlyList<Example> Examples { get; } = [new("fastshot cache clear --dry-run", "Says what would go.")];

    public override Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken) =>
        CacheCall.CleanAsync(call, CacheLimits.None, previewBytes: 0, cancellationToken);
}

/// <summary><c>fastshot cache optimize</c>: drops what is beyond the limits.</summary>
internal sealed class CacheOptimizeCommand : VerbCommand
{
    private readonly Option<string> _size = new("--max-size") { Description = "How much may stay, such as 500MB; else cache_size of config.ini", HelpName = "SIZE" };
    private readonly Option<string> _age = new("--max-age") { Description = "How long it may stay unused, such as 30d; else cache_age of config.ini", HelpName = "AGE" };

    public CacheOptimizeCommand()
        : base("optimize", "Drops downloaded pictures beyond a size and an age, the least recently used first, where the remote has them.")
    {
        Options.Add(_size);
        Options.Add(_age);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot cache optimize", "Keeps the cache in the bounds of config.ini; each sync does that once a day."),
        new("fastshot cache optimize --max-size 100MB --max-age 7d", "Keeps it in others."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var settings = await call.ReadSettingsAsync(cancellationToken).ConfigureAwait(false);
        var (bytes, age) = (settings.CacheSize, settings.CacheAge);
        if (call.Get(_size) is { } size && !ByteSize.TryParse(size, out bytes))
        {
            throw CliException.Usage($"--max-size is '{size}'", "Write a size such as 500MB.");
        }

        return call.Get(_age) is { } text && !Age.TryParse(text, out age)
            ? throw CliException.Usage($"--max-age is '{text}'", "Write an age such as 30d.")
            : await CacheCall.CleanAsync(call, new CacheLimits(bytes, age), CacheLimits.PreviewBytes, cancellationToken).ConfigureAwait(false);
    }
}
