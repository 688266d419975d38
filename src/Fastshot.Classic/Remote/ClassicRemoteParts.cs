using Fastshot.Core.Exchange;
using Fastshot.Core.Imaging;
using Fastshot.Core.Library;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Remote;

/// <summary>What a classic remote works with.</summary>
/// <param name="Keys">Those that may open its sessions; the first one ciphers what is written, and without any it is plain.</param>
/// <param name="MemoryFile">The absolute path of what this device remembers of the bucket.</param>
/// <param name="NewSpool">Temporary files for one operation.</param>
/// <param name="TrustsConditions">Whether the store keeps conditions of puts between processes: S3 does, a folder does not.</param>
public sealed record ClassicRemoteParts(
    IObjectStore Place,
    SessionLibrary Library,
    IReadOnlyCollection<string> Keys,
    string MemoryFile,
    bool TrustsConditions,
    Func<Spool> NewSpool,
    IFileSystem Files,
    ImageInspector Inspector,
    IScheduler Scheduler,
    IRandom Random,
    TimeProvider Time);
