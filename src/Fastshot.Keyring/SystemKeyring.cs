using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Keyring;

/// <summary>The keyring that the operating system has (docs/decisions/0037).</summary>
public static class SystemKeyring
{
    /// <summary>That of a kind of system; nothing is asked of it before its first use.</summary>
    /// <param name="variable">The environment: the value of a variable, or null where it is not set.</param>
    /// <param name="library">Where the file lies that Windows protects for this person.</param>
    public static IKeyring Of(SystemKind system, Func<string, string?> variable, IFileSystem files, string library, IRandom random, TimeProvider time) =>
        system switch
        {
            SystemKind.Windows => new WindowsProtection(files, Path.Combine(library, "keyring"), random),
            SystemKind.MacOS => new MacKeychain(),
            _ => new SecretService(variable, time),
        };
}
