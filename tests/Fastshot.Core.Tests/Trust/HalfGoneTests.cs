using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Tests.Library;
using Fastshot.Core.Trust;
using Fastshot.Core.Vault;
using Fastshot.Testing.Simulation;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Trust;

/// <summary>A device of which half the files went at once, with its index or without, and more damage than one look lists.</summary>
public sealed class HalfGoneTests : TrustTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task Half_of_a_devices_vault_comes_back_from_the_remote_and_what_was_never_sent_is_named(int half, bool isIndexGone)
    {
        await StartAsync(sessions: 8);
        var sent = (await LibraryHome.SessionsAsync(Library)).Select(one => one.Id).ToHashSet();
        var unsent = await Library.SaveAsync(SimulatedDevice.SessionOf("device 1", 99), progress: null, Deadline.Token);
        var pictures = VaultNames.Archive(unsent.Session.Content!.Archive!.Value.Sha256);
        var here = Library.Objects.Store;
        foreach (var (info, i) in (await here.ListAllAsync("", Deadline.Token)).Select((info, i) => (info, i)))
        {
            if (i % 2 == half || info.Key == pictures)
            {
                await here.DeleteAsync(info.Key, Deadline.Token);
            }
        }

        if (isIndexGone)
        {
            await Device.Indexes.SetAsideAsync(Deadline.Token);
        }

        using var library = await Device.OpenAsync();
        var trust = new VaultTrust(
            library, Meeting.Store, isRemote: false, Device.Files, $"{MeetingDevice.Home}/sync-{library.Vault}.json", Device.Parts.Random, Meeting.Time);
        var found = await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token);
        var plan = RepairPlan.Of(found);
        Assert.All(plan.Lost, one => Assert.Equal(pictures.Value, one.ObjectName));
        var isKnown = await library.EntryOfAsync(unsent.Session.Id, Deadline.Token) is not null;
        Assert.True(plan.Lost.Length == (isKnown ? 1 : 0), string.Join('\n', found.Findings));
        Assert.Empty((await trust.RepairAsync(plan.With(plan.Asked), cancellationToken: Deadline.Token)).Left);
        await Device.RemoteOf(library).SyncAsync(new SyncOptions { Download = DownloadChoice.All }, progress: null, Deadline.Token);

        var after = (await LibraryHome.SessionsAsync(library)).Where(one => sent.Contains(one.Id)).ToList();
        Assert.Equal(sent.Count, after.Count);
        foreach (var session in after)
        {
            Assert.NotEmpty(await LibraryHome.PicturesAsync(library, session));
        }
    }

    [Fact]
    public async Task More_than_one_look_lists_is_mended_by_looking_again()
    {
        var count = Findings.FullMax + 10;
        await StartAsync(sessions: 0);
        for (var i = 0; i < count; i++)
        {
            await Library.SaveAsync(SimulatedDevice.SessionOf("device 1", i), progress: null, Deadline.Token);
        }

        await Device.RemoteOf(Library).SyncAsync(new(), progress: null, Deadline.Token);
        foreach (var info in await There.ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token))
        {
            await There.DeleteAsync(info.Key, Deadline.Token);
        }

        var trust = SideOf(Side.There).Trust;
        var mended = new List<int>();
        for (var isOver = false; !isOver;)
        {
            var found = await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token);
            var report = await trust.RepairAsync(RepairPlan.Of(found), cancellationToken: Deadline.Token);
            mended.Add(report.Repaired.Length);
            isOver = found.More.IsEmpty;
        }

        Assert.Equal([Findings.FullMax, 10], mended);
        Assert.True((await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token)).IsHealthy);
    }
}
