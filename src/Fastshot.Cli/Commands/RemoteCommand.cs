using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Storage;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot remote</c>: where devices meet.</summary>
internal sealed class RemoteCommand : VerbGroup
{
    public RemoteCommand()
        : base("remote", "Sets, shows and removes the place where your devices meet.")
    {
        Subcommands.Add(new RemoteSetCommand());
        Subcommands.Add(new RemoteShowCommand());
        Subcommands.Add(new RemoteProbeCommand());
        Subcommands.Add(new RemoteRemoveCommand());
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot remote set /mnt/nas/shots", "Meets the other devices in a folder of a NAS."),
    ];
}

/// <summary><c>fastshot remote show</c>: which place is set, and what is known of it.</summary>
internal sealed class RemoteShowCommand() : VerbCommand("show", "Shows the place where your devices meet.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot remote show --json", "Prints it for a script."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var state = await RemoteState.ReadAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var rows = await RowsAsync(call, state, cancellationToken).ConfigureAwait(false);
        if (call.Output.IsJson)
        {
            call.Output.Json(writer => RemoteState.Write(writer, state, rows));
        }
        else
        {
            call.Output.Line(RemoteState.Words(state));
            foreach (var row in rows)
            {
                call.Output.Line($"  {row}");
            }
        }

        return ExitCode.Done;
    }

    private static async Task<IReadOnlyList<BucketRow>> RowsAsync(
        Invocation call, RemoteState? state, CancellationToken cancellationToken)
    {
        try
        {
            return await call.BucketRowsAsync(state?.Address, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            call.Output.Warn($"{e.Message} {e.Hint}");
            return [];
        }
    }
}

/// <summary><c>fastshot remote remove</c>: forgets the place; nothing there is touched.</summary>
internal sealed class RemoteRemoveCommand()
    : VerbCommand("remove", "Forgets the place where your devices meet. Nothing is deleted, neither there nor here.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot remote remove", "This device keeps its sessions and syncs no more."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var address = await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
        await ConfigChange
            .ApplyAsync(call,
                file => file.Without(SettingKey.Section, SettingKeys.RemoteName).Without(SettingKey.Section, SettingKeys.LayoutName),
                cancellationToken)
            .ConfigureAwait(false);
        call.Output.Note($"{(call.Options.IsDryRun ? "Would forget" : "Forgot")} {address}. What lies there stays there.");
        return ExitCode.Done;
    }
}
