using System.ComponentModel;
using System.Diagnostics;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;

namespace Fastshot.Cli.Ui;

/// <summary>Opens the person's browser.</summary>
internal static class Browser
{
    private const string Variable = "BROWSER";

    /// <summary>Whether there is anything on which a browser could be shown.</summary>
    public static bool IsThere(Surroundings surroundings) =>
        surroundings.System is not SystemKind.Linux
        || new[] { "DISPLAY", "WAYLAND_DISPLAY", Variable }.Any(name => !string.IsNullOrEmpty(surroundings.Variable(name)));

    /// <summary>Opens an address; false where that did not go.</summary>
    /// <param name="address">Other people of this machine may see it while it is opened, so it is good once.</param>
    public static bool TryOpen(Surroundings surroundings, string address)
    {
        var program = surroundings.Variable(Variable) is { Length: > 0 } chosen
            ? chosen.Split(':')[0]
            : surroundings.System switch
            {
                SystemKind.Windows => "explorer.exe",
                SystemKind.MacOS => "open",
                _ => "xdg-open",
            };
        try
        {
            var start = new ProcessStartInfo(program)
            {
                ArgumentList = { address },
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            };
            SecretVariables.RemoveAllFrom(start);
            using var process = Process.Start(start);
            return process is not null;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
