using System.Reflection;
using System.Runtime.InteropServices;

namespace Fastshot.Core.Library.Index.Sqlite;

/// <summary>Loads the SQLite that comes with the program so that it calls only itself.</summary>
/// <remarks>
/// libvips loads its modules for the whole process, and with them the system's SQLite. Without this, functions of ours
/// that are bound later are bound to that other library, and the two damage each other's memory.
/// </remarks>
internal static partial class OwnBinding
{
    // glibc's values; RTLD_NOW | RTLD_DEEPBIND.
    private const int NowAndDeep = 0x2 | 0x8;

    /// <summary>Where Linux finds the library of this name; elsewhere, and where it is not found, 0: as usual.</summary>
    public static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Native.Library || !OperatingSystem.IsLinux())
        {
            return 0;
        }

        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?.Split(Path.PathSeparator) ?? [];
        foreach (var folder in folders.Append(AppContext.BaseDirectory))
        {
            var handle = Open(Path.Combine(folder, $"lib{name}.so"), NowAndDeep);
            if (handle != 0)
            {
                return handle;
            }
        }

        return 0;
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);
}
