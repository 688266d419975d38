using System.Text;
using Fastshot.Cli.Commands;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Demo;

/// <summary>Makes the library of a demonstration: sample sessions, and a folder where its devices meet.</summary>
internal sealed class DemoLibrary(Invocation call, LocalWorkspace workspace)
{
    /// <summary>By which another device could join the demonstration's vault. It guards nothing but samples.</summary>
    public const string Passphrase = "fastshot-demo";

    /// <summary>Saves the samples, where nothing was saved yet.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        if (await workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false) is { } before
            && (await before.CountAsync(cancellationToken).ConfigureAwait(false)).Sessions > 0)
        {
            return;
        }

        var samples = SampleSession.ReadAll();
        call.Output.Note($"Saving {samples.Length} sample sessions …");
        using var progress = call.Output.Progress<int>(done => $"Saving sample sessions: {done} of {samples.Length}");
        for (var i = 0; i < samples.Length; i++)
        {
            await SampleSaver.SaveAsync(workspace, samples[i], cancellationToken).ConfigureAwait(false);
            progress.Report(i + 1);
        }
    }

    /// <summary>Syncs it to a folder beside it, where no remote is set yet.</summary>
    public async Task MeetAsync(string folder, CancellationToken cancellationToken)
    {
        if (await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        var address = call.AddressOf(folder);
        await call.Surroundings.Files.CreateFolderAsync(folder, cancellationToken).ConfigureAwait(false);
        var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
        await RemoteCall.AtAsync(
            call,
            workspace,
            address,
            async place =>
            {
                await library.KeyFiles.PublishAsync(place, Encoding.UTF8.GetBytes(Passphrase), cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        await ConfigChange.ApplyAsync(
            call, file => file.With(SettingKey.Section, SettingKeys.RemoteName, address.Text), cancellationToken).ConfigureAwait(false);
        await new SyncOperation(call, workspace, address, library, new SyncOptions()).RunAsync(progress: null, cancellationToken).ConfigureAwait(false);
    }
}
