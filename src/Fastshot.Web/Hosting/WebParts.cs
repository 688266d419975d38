using Fastshot.Core.Configuration;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Workspace;
using Fastshot.Web.Assets;

namespace Fastshot.Web.Hosting;

/// <summary>What the session manager's server is put together from.</summary>
/// <param name="Installation">What only the program as a whole knows: settings, and remotes of every layout.</param>
/// <param name="Describe">Puts into words why something failed.</param>
public sealed record WebParts(
    LocalWorkspace Workspace,
    IInstallation Installation,
    Places Places,
    IFileSystem Files,
    TimeProvider Time,
    IRandom Random,
    IScheduler Scheduler,
    Func<Exception, WebFailure> Describe)
{
    /// <summary>As <c>1.0.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The folder of the page's files; where it is not there, only the API is served.</summary>
    public required string AssetsFolder { get; init; }

    /// <summary>The page's files where they are inside the program; null where they lie in that folder.</summary>
    public PageFiles? Page { get; init; }

    /// <summary>0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>So many ports are tried, one after the other, where the first is taken.</summary>
    public int PortsTried { get; init; } = 1;

    /// <summary>Whether the library is one of samples, which the page says.</summary>
    public bool IsDemo { get; init; }

    /// <summary>How much is taken at once.</summary>
    public WebLimits Limits { get; init; } = new();
}

/// <summary>Why something failed: a word for programs, what happened, and what to do. Without secrets.</summary>
public sealed record WebFailure(string Code, string Message, string? Hint);

/// <summary>How much the server takes upon itself; what is beyond is refused.</summary>
public sealed record WebLimits
{
    public long JsonBytes { get; init; } = 64 << 10;

    public long BulkBytes { get; init; } = 1 << 20;

    public long UploadBytes { get; init; } = 2L << 30;

    public int FilesPerUpload { get; init; } = 1000;

    public int BulkIds { get; init; } = 5000;

    public int PageSize { get; init; } = 500;

    /// <summary>Requests in a window of ten seconds.</summary>
    public int RequestsMax { get; init; } = 6000;

    public int AtOnceMax { get; init; } = 300;

    public int UploadsAtOnceMax { get; init; } = 8;

    public int StreamsMax { get; init; } = 16;
}
