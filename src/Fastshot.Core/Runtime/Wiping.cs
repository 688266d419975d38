using System.Runtime.CompilerServices;

namespace Fastshot.Core.Runtime;

/// <summary>Clears what was secret, on ways on which nothing of the base library's cryptography is needed otherwise.</summary>
internal static class Wiping
{
    /// <summary>Fills with zeros; the compiler must not find out that nobody reads them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    public static void Wipe(Span<byte> secret) => secret.Clear();
}
