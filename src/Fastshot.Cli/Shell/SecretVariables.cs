using System.Diagnostics;

namespace Fastshot.Cli.Shell;

/// <summary>The variables by which a person may give this program secrets; no other program is handed them on.</summary>
internal static class SecretVariables
{
    public const string Passphrase = "FASTSHOT_PASSPHRASE";
    public const string NewPassphrase = "FASTSHOT_NEW_PASSPHRASE";
    public const string VaultKey = "FASTSHOT_VAULT_KEY";
    public const string ClassicKey = "FASTSHOT_CLASSIC_KEY";
    public const string ExportPassphrase = "FASTSHOT_EXPORT_PASSPHRASE";

    private static readonly string[] Own = [Passphrase, NewPassphrase, VaultKey, ClassicKey, ExportPassphrase];

    private static readonly string[] OfBuckets = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

    /// <summary>Takes this program's own out of the environment of a process that is about to start.</summary>
    public static void RemoveOwnFrom(ProcessStartInfo start) => Remove(start, Own);

    /// <summary>Takes those of buckets out, too: for a process that has nothing to do with them.</summary>
    public static void RemoveAllFrom(ProcessStartInfo start) => Remove(start, [.. Own, .. OfBuckets]);

    private static void Remove(ProcessStartInfo start, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            start.Environment.Remove(name);
        }
    }
}
