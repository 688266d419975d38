using Fastshot.Core.Library;
using Fastshot.Web.Api;
using Fastshot.Web.Events;
using Fastshot.Web.Guard;
using Fastshot.Web.Hosting;

namespace Fastshot.Web.Work;

/// <summary>All that the routes work with: this device's library, its operations, and who must be told.</summary>
internal sealed class ThisDevice : IAsyncDisposable
{
    private static readonly TimeSpan EndTimeMax = TimeSpan.FromMilliseconds(800);

    private readonly CancellationTokenSource _end = new();
    private readonly Pulse _pulse;
    private Task _beating = Task.CompletedTask;
    private bool _hasBegun;

    public ThisDevice(WebParts parts, StartSecrets secrets, Problems problems)
    {
        (Parts, Secrets, Problems) = (parts, secrets, problems);
        Events = new EventHub(secrets.Start);
        Watch = new LibraryWatch(parts.Workspace);
        Views = new SessionViews(parts, Watch);
        Operations = new OperationDesk(parts);
        Facets = new FacetsKeeper(Watch, Views, parts.Time);
        Remote = new RemoteStates(parts);
        Works = new DeviceWorks(this);
        Changes = new SessionChanges(this);
        Previews = new PreviewFetch(this);
        _pulse = new Pulse(this);
    }

    public WebParts Parts { get; }

    public StartSecrets Secrets { get; }

    public Problems Problems { get; }

    public EventHub Events { get; }

    public LibraryWatch Watch { get; }

    public SessionViews Views { get; }

    public OperationDesk Operations { get; }

    public FacetsKeeper Facets { get; }

    public RemoteStates Remote { get; }

    public DeviceWorks Works { get; }

    public SessionChanges Changes { get; }

    public PreviewFetch Previews { get; }

    /// <summary>The library.</summary>
    /// <exception cref="ApiException">There is none yet.</exception>
    public async Task<SessionLibrary> LibraryAsync(CancellationToken cancellationToken) =>
        await Parts.Workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false)
        ?? throw ApiException.NotFound("There is no library on this device yet.", "no_library", "Save something first.");

    /// <summary>Tells the windows what changes, from now on.</summary>
    public void Begin()
    {
        _hasBegun = true;
        _beating = _pulse.RunAsync(_end.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);

        // One whose port was taken never began: the next one works with the same operations.
        if (_hasBegun)
        {
            await EndOperationsAsync().ConfigureAwait(false);
        }

        Previews.Dispose();
        _end.Dispose();
    }

    private async Task EndOperationsAsync()
    {
        try
        {
            // Each ends soon after its token; one that does not is ended with the process, and its work goes on with the next.
            await Parts.Workspace.Operations.DisposeAsync().AsTask().WaitAsync(EndTimeMax, Parts.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nothing is lost: every step of an operation is complete in itself.
        }
    }
}
