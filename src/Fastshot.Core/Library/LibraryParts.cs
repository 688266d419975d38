using Fastshot.Core.Catalog;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>What a library works with. All of it can be simulated.</summary>
/// <param name="Folder">The absolute path of the library's folder.</param>
/// <param name="Cache">The absolute path of what can be derived again.</param>
/// <param name="DeviceName">What people call this device.</param>
/// <param name="Program">Name and version, as <c>fastshot/1.0</c>.</param>
/// <param name="FindWebP">Loads libwebp when it is first needed; null where it is not installed.</param>
public sealed record LibraryParts(
    string Folder,
    string Cache,
    string DeviceName,
    string Platform,
    string Program,
    IFileSystem Files,
    IKeyStore Keys,
    IIndexProvider Indexes,
    TimeProvider Time,
    IRandom Random,
    IScheduler Scheduler,
    Func<WebPEncoder?> FindWebP)
{
    /// <summary>The index of another vault that is open beside the own one, by the folder that is made for it.</summary>
    public Func<string, IIndexProvider>? IndexesBeside { get; init; }

    /// <summary>Where pieces are kept that were opened; null where each is opened anew.</summary>
    public PieceMemory? Memory { get; init; }

    internal ProtocolRules Rules { get; init; } = ProtocolRules.All;

    /// <summary>The parts of the vault that lies in a store.</summary>
    public VaultParts OfVault(IStagingStore store) => new(store, Time, Random, Scheduler) { Memory = Memory, Rules = Rules };

    /// <summary>64 random bits for one change.</summary>
    public Change NewChange()
    {
        Span<byte> bits = stackalloc byte[sizeof(ulong)];
        Random.Fill(bits);
        return new Change(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bits));
    }

    /// <summary>80 random bits for one session.</summary>
    public SessionId NewSessionId()
    {
        Span<byte> bytes = stackalloc byte[SessionId.SizeBytes];
        Random.Fill(bytes);
        return SessionId.FromBytes(bytes);
    }
}
