using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Trust;

/// <summary>What a verification or a repair of one side of a vault works with.</summary>
/// <param name="Looked">The objects of the side that is looked at: this device's, or those at the remote.</param>
/// <param name="Other">Those of the other side, from which it may be mended; null where there is none.</param>
/// <param name="IsRemote">Whether the side that is looked at is the remote.</param>
/// <param name="MemoryFile">The absolute path of what this device remembers of the remote.</param>
internal sealed record TrustParts(
    IObjectStore Looked,
    IObjectStore? Other,
    bool IsRemote,
    SessionLibrary Library,
    IFileSystem Files,
    string MemoryFile,
    IRandom Random,
    TimeProvider Time,
    IProgress<VerifyProgress>? Progress);
