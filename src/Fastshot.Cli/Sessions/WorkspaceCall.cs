using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Library;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>How a verb comes to the workspace of its run.</summary>
internal static class WorkspaceCall
{
    extension(Invocation call)
    {
        /// <summary>The sessions of this device. The caller disposes it.</summary>
        public LocalWorkspace OpenWorkspace() => call.OpenWorkspace(call.Places);

        /// <summary>The sessions of other places than the person's own. The caller disposes it.</summary>
        public LocalWorkspace OpenWorkspace(Places places) => new(new WorkspaceParts(
            places,
            Environment.MachineName,
            PlatformName(),
            $"fastshot/{App.Version}",
            call.Surroundings.Files,
            call.Surroundings.Time,
            call.Surroundings.Random,
            call.Surroundings.Scheduler,
            () => Vips.Installed,
            () => WebPEncoder.Installed)
        {
            Stores = new Dictionary<string, Func<RemoteAddress, CancellationToken, Task<IObjectStore>>>(StringComparer.Ordinal)
            {
                ["file"] = (address, _) => Task.FromResult<IObjectStore>(
                    new FolderStore(call.Surroundings.Files, address.Folder, call.Surroundings.Random)),
                [BucketCall.Scheme] = (address, token) => call.OpenBucketAsync(address, token),
            },
            Keyrings = call.KeyringsOf(places),
            DescribeFailure = exception =>
            {
                var failure = Failure.Of(exception, isInterrupted: false);
                return new OperationFailure(failure.Code, failure.Message, failure.Hint);
            },
        });

        /// <summary>Says what the library mended or went around when it was opened.</summary>
        public void Report(SessionLibrary library)
        {
            foreach (var notice in library.Notices)
            {
                switch (notice)
                {
                    case LibraryNotice.IndexRebuilt { Reason: null, Sessions: var count }:
                        call.Output.Note($"The index was made anew from the vault: {Words.Count(count, "session")}.");
                        break;
                    case LibraryNotice.IndexRebuilt { Reason: var reason, Sessions: var count }:
                        call.Output.Warn($"the index {reason}; it was moved aside and made anew: {Words.Count(count, "session")}.");
                        break;
                    case LibraryNotice.RecordRefused { Name: var name, Reason: var reason }:
                        call.Output.Warn($"the record {name.Hex[..12]}… {reason}; what it changed is not shown.");
                        break;
                    case LibraryNotice.ForeignFiles { Count: var count }:
                        call.Output.Detail($"{Words.Count(count, "file")} in the vault's log left alone: not named like its objects.");
                        break;
                    case LibraryNotice.IndexBehind { Reason: var reason }:
                        call.Output.Warn($"saved, but the index could not be updated ({reason}); the next run does it.");
                        break;
                }
            }
        }
    }

    private static string PlatformName() =>
        OperatingSystem.IsWindows() ? "windows"
        : OperatingSystem.IsMacOS() ? "macos"
        : "linux";
}
