using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Probing;
using Fastshot.Core.Sync;

namespace Fastshot.Web.Hosting;

/// <summary>What of this installation only the whole program knows: config.ini, remotes of every layout, what they cost.</summary>
/// <remarks>Every member may be called concurrently. What it throws, the server's parts can put into words.</remarks>
public interface IInstallation
{
    Task<ConfigFile> ReadConfigAsync(CancellationToken cancellationToken = default);

    /// <summary>Changes config.ini, one process at a time.</summary>
    Task ChangeConfigAsync(Func<ConfigFile, ConfigFile> change, CancellationToken cancellationToken = default);

    /// <summary>Reads an address as a person gives it.</summary>
    RemoteAddress AddressOf(string text);

    /// <summary>The remote that is set, or null.</summary>
    Task<SetRemote?> FindRemoteAsync(CancellationToken cancellationToken = default);

    /// <summary>Does what needs a place, notes what it cost, and says which place it was where that fails.</summary>
    Task<T> AtAsync<T>(RemoteAddress address, Func<IObjectStore, Task<T>> work, CancellationToken cancellationToken = default);

    /// <summary>A place as the library's remote, in the layout that is set.</summary>
    Task<IRemote> OpenAsync(
        RemoteAddress address, IObjectStore place, SessionLibrary library, CancellationToken cancellationToken = default);

    /// <summary>What a probe says of a place beyond what it says of every one.</summary>
    IEnumerable<ProbeCheck> ChecksOf(IObjectStore place, IReadOnlyList<ProbeCheck> checks);

    /// <summary>What requests cost there; null where they cost nothing by themselves, or nobody knows.</summary>
    Task<StorePrices?> PricesAsync(RemoteAddress address, CancellationToken cancellationToken = default);

    /// <summary>What remotes were used for this month.</summary>
    Task<MonthBill> BillAsync(CancellationToken cancellationToken = default);

    /// <summary>When the remote that is set was looked through last; null where it was not.</summary>
    Task<LastLook?> LastLookAsync(CancellationToken cancellationToken = default);

    /// <summary>Keeps what a look through the remote found.</summary>
    Task NoteLookAsync(RemoteAddress address, VerifyReport report, CancellationToken cancellationToken = default);

    /// <summary>Which sessions stand at the remote as they stand here, without asking there.</summary>
    Task<Func<SessionInfo, bool>> SyncedAsync(SessionLibrary library, CancellationToken cancellationToken = default);

    /// <summary>A new session as it is to be saved where devices meet.</summary>
    Task<NewSession> WithIdAsync(SessionLibrary library, NewSession session, CancellationToken cancellationToken = default);

    /// <summary>Keeps downloads in the bounds of config.ini, once a day. It does not fail.</summary>
    Task CleanAfterSyncAsync(SessionLibrary library, IObjectStore place, CancellationToken cancellationToken = default);

    /// <summary>Takes a file of the older program in; null where it is none of that program's.</summary>
    Task<ClassicImportResult?> ImportClassicAsync(string path, string shown, CancellationToken cancellationToken = default);

    /// <summary>Writes a session as a file of the older program, and returns what that program would call it.</summary>
    Task<string> ExportClassicAsync(
        SessionLibrary library, SessionInfo session, string path, CancellationToken cancellationToken = default);

    /// <summary>Whether the older program's bucket at a place has sessions; its layout is none that is sealed.</summary>
    Task<bool> HasClassicSessionsAsync(IObjectStore place, CancellationToken cancellationToken = default);
}

/// <summary>The remote that is set, and how it is laid out.</summary>
public sealed record SetRemote(RemoteAddress Address, RemoteLayout Layout);

/// <summary>What remotes were used for in a month.</summary>
/// <param name="Month">As <c>2026-11</c>.</param>
/// <param name="Cost">In US dollars; null where no prices are known.</param>
public sealed record MonthBill(string Month, StoreUsage Usage, decimal? Cost);

/// <summary>What the last look through the remote found.</summary>
public sealed record LastLook(DateTimeOffset Checked, int Objects, int Findings);

/// <summary>What came of importing a file of the older program.</summary>
public sealed record ClassicImportResult(SessionInfo? Imported, string? SkippedBecause, IReadOnlyList<string> Problems);
