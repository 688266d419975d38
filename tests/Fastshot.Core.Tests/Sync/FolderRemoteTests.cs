using Fastshot.Core.Storage;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Sync;

public sealed class FolderRemoteTests : SyncContract
{
    protected override SyncRequests Requests => SyncRequests.InFolder;

    protected override Task<Meeting> CreateMeetingAsync() => Task.FromResult(new Meeting());
}

public sealed class MemoryRemoteTests : SyncContract
{
    protected override Task<Meeting> CreateMeetingAsync() => Task.FromResult(new Meeting(new MemoryStore(TimeProvider.System)));
}
