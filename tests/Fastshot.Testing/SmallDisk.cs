using System.Diagnostics;

namespace Fastshot.Testing;

/// <summary>A real file system of a few pages in memory (tmpfs), which can be filled and made read-only.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder;

    private SmallDisk(TemporaryFolder folder) => _folder = folder;

    public string Path => _folder.Path;

    /// <summary>Mounts one, or returns null where this user or system may not.</summary>
    public static SmallDisk? TryMount(int sizeBytes)
    {
        var folder = new TemporaryFolder();
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
            && Succeeds("mount", "-t", "tmpfs", "-o", $"size={sizeBytes},mode=0700", "tmpfs", folder.Path))
        {
            return new SmallDisk(folder);
        }

        folder.Dispose();
        return null;
    }

    public void MakeReadOnly() => Assert.True(Succeeds("mount", "-o", "remount,ro", Path));

    public void Dispose()
    {
        Assert.True(Succeeds("umount", "-l", Path));
        _folder.Dispose();
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        });
        process!.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
