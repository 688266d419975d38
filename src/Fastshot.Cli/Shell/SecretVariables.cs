using System.Diagnostics;

namespace Fastshot.Cli.Shell;

/// <summary>The variables by which a person may give this program secrets; no other program is handed them on.</summary>
internal static class SecretVariables
{
    public static IReadOnlyList<string> All { get; } =
    [
        "FASTSHOT_PASSPHRASE", "FASTSHOT_NEW_PASSPHRASE", "FASTSHOT_VAULT_KEY", "FASTSHOT_CLASSIC_KEY", "FASTSHOT_EXPORT_PASSPHRASE",
    ];

    /// <summary>Takes them out of the environment of a process that is about to start.</summary>
    public static void RemoveFrom(ProcessStartInfo start)
    {
        ArgumentNullException.ThrowIfNull(start);
        foreach (var name in All)
        {
            start.Environment.Remove(name);
        }
    }
}
