using Fastshot.Cli.Shell;
using Fastshot.Core.Storage;

namespace Fastshot.Cli.Sessions;

/// <summary>Which files are the older program's, and the keys that may open them.</summary>
internal static class ClassicKeys
{
    private const int TarMagicOffset = 257;

    /// <summary>The key of the environment, then those that were found, then that of this installation's config.ini.</summary>
    public static async Task<IReadOnlyCollection<string>> OfAsync(
        Invocation call, IEnumerable<string> found, CancellationToken cancellationToken)
    {
        var own = await call.ReadSettingsAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. new[] { call.Surroundings.Variable(SecretVariables.ClassicKey) ?? "" }.Concat(found).Append(own.EncryptionKey)
                .Where(key => !string.IsNullOrWhiteSpace(key)),
        ];
    }

    /// <summary>Whether a file is to be read as the older program's: it is no age file, armored or not, and no bare tar.</summary>
    public static async Task<bool> IsClassicAsync(IFileSystem files, string path, CancellationToken cancellationToken)
    {
        var file = await files.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        if (file is null)
        {
            return false;
        }

        await using (file.ConfigureAwait(false))
        {
            var start = new byte[512];
            var count = await file.ReadAsync(0, start, cancellationToken).ConfigureAwait(false);
            return IsClassic(start.AsSpan(0, count));
        }
    }

    private static bool IsClassic(ReadOnlySpan<byte> start) =>
        !start.StartsWith("age-encryption.org/"u8)
        && !start.StartsWith("-----BEGIN AGE"u8)
        && !(start.Length > TarMagicOffset && start[TarMagicOffset..].StartsWith("ustar"u8));
}
