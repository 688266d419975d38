using System.Text;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;

namespace Fastshot.Cli.Tests.Sync;

/// <summary>Whatever a sync met is said to the person.</summary>
public sealed class SyncWordsTests
{
    private static readonly SessionId Session = SessionId.FromBytes(new byte[SessionId.SizeBytes]);

    private static readonly Dictionary<SyncNotice, string> Words = new()
    {
        [new SyncNotice.SavedAgain(Session, Session)] = "it goes on as",
        [new SyncNotice.WentBack(7)] = "the remote went back: 7 records",
        [new SyncNotice.HeldBack(3, 11)] = "fastshot sync --allow-deletions",
        [new SyncNotice.LeftAlone(Session)] = "it was left alone",
        [new SyncNotice.WentToTrash(2)] = "went to the trash here",
        [new SyncNotice.LocksLie()] = "does not keep two programs apart",
        [new SyncNotice.IndexesMended(2)] = "were written anew: 2",
        [new SyncNotice.SentAgain(2)] = "what only they said of 2 sessions was sent again",
        [new SyncNotice.CopiesUsed(2)] = "2 pieces lay there under another name",
        [new SyncNotice.CannotRemove("No permission.")] = "lets nothing be removed (No permission)",
        [new SyncNotice.ArchivesPutBack(2)] = "2 archives that the remote lacked",
        [new SyncNotice.OldVaultUnread("It is of a newer format.")] = "could not be taken along: It is of a newer format.",
    };

    [Fact]
    public void Each_notice_has_words() =>
        Assert.Equal(typeof(SyncNotice).GetNestedTypes().Order(ByName), Words.Keys.Select(notice => notice.GetType()).Order(ByName));

    [Fact]
    public void The_words_are_said()
    {
        foreach (var (notice, words) in Words)
        {
            var error = new MemoryStream();
            var output = new Output(new GlobalOptions(), new FakeTerminal(new MemoryStream(), new MemoryStream(), error), TimeProvider.System);

            SyncWords.Print(output, ReportOf(notice), cost: null);

            Assert.Contains(words, Encoding.UTF8.GetString(error.ToArray()), StringComparison.Ordinal);
        }
    }

    private static Comparer<Type> ByName { get; } = Comparer<Type>.Create((left, right) => string.CompareOrdinal(left.Name, right.Name));

    private static SyncReport ReportOf(SyncNotice notice) => new()
    {
        Pushed = 0,
        Pulled = 0,
        Deleted = 0,
        Downloaded = 0,
        Failed = [],
        Notices = [notice],
        Usage = default(StoreUsage),
        Duration = TimeSpan.Zero,
    };
}
