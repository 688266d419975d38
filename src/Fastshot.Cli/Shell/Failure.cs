using System.Text.Json;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Cli.Shell;

/// <summary>Why a run ended early, in words. The one place where exceptions become them.</summary>
internal sealed record Failure(ExitCode ExitCode, string Code, string Message, string? Hint = null)
{
    /// <summary>Where in the program it happened; only for what is not expected.</summary>
    public string? Trace { get; private init; }

    /// <summary>Puts into words what ended a run.</summary>
    /// <param name="exception">What ended it.</param>
    /// <param name="isInterrupted">Whether a person asked for the end.</param>
    public static Failure Of(Exception exception, bool isInterrupted) => exception switch
    {
        CliException e => new(e.ExitCode, e.Code, e.Message, e.Hint),
        OperationCanceledException when isInterrupted => new(ExitCode.Interrupted, "interrupted", "Interrupted"),
        StoreException e => Of(e),
        VaultException e => Of(e),
        LibraryException e => Of(e),
        IndexException e => Of(e),
        KeyringException e => Of(e),
        OperationException e => new(ExitCode.Failed, "operation", e.Message),
        _ => new(
            ExitCode.Failed,
            "bug",
            $"This should not happen: {exception.GetType().Name}: {exception.Message}",
            "It is a bug in Fastshot. Run it again with -v and report what it says.")
        {
            Trace = exception.ToString(),
        },
    };

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("code", Code);
        writer.WriteString("message", Message);
        writer.WriteString("hint", Hint);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static Failure Of(VaultException e) => e.Error switch
    {
        VaultError.NoVault => new(ExitCode.NoVault, "no_vault", e.Message, e.Hint),
        VaultError.WrongKey => new(ExitCode.WrongKey, "wrong_key", e.Message, "Use the recovery key of this vault."),
        VaultError.WrongPassphrase => new(ExitCode.WrongKey, "wrong_passphrase", e.Message, "Try again; nothing was changed."),
        VaultError.Damaged => new(ExitCode.Failed, "damaged", e.Message, "Nothing was changed. Take the file from a backup."),
        VaultError.Missing => new(
            ExitCode.NotFound, "missing", e.Message, e.Hint ?? "fastshot verify --remote says what is there, fastshot repair --remote puts back what this device has, after asking."),
        VaultError.NewerFormat => new(ExitCode.Failed, "newer_format", e.Message, "Nothing was changed. Update Fastshot on this device."),
        VaultError.TooLarge => new(ExitCode.Failed, "too_large", e.Message, "Save it as several sessions."),
        VaultError.Replaced => new(ExitCode.WrongKey, "replaced", e.Message, e.Hint),
        VaultError.SourceChanged => new(ExitCode.Failed, "source_changed", e.Message),
        _ => new(ExitCode.Failed, "vault", e.Message),
    };

    private static Failure Of(LibraryException e) => e.Error switch
    {
        LibraryError.NotFound => new(ExitCode.NotFound, "not_found", e.Message, "fastshot list shows the ids."),
        LibraryError.AmbiguousId => new(
            ExitCode.WrongUsage, "ambiguous_id", e.Message, $"Write more of it: {string.Join(", ", e.Candidates)}"),
        LibraryError.Invalid => new(ExitCode.Failed, "invalid", e.Message, "Nothing was changed."),
        LibraryError.NotInTrash => new(ExitCode.Failed, "not_in_trash", e.Message, "Put it there first: fastshot delete ID"),
        LibraryError.NotHere => new(
            ExitCode.Failed, "not_here", e.Message, "They are where it was saved; with a remote set, a sync brings them: fastshot sync"),
        LibraryError.KeyMissing => new(
            ExitCode.WrongKey, "key_missing", e.Message, e.Hint ?? "Put the file 'key' back into the library's folder, from a backup."),
        LibraryError.InUse => new(ExitCode.InUse, "in_use", e.Message, "Run it again in a moment."),
        _ => new(ExitCode.Failed, "library", e.Message),
    };

    private static Failure Of(KeyringException e) => e.State switch
    {
        KeyringState.Locked => new(
            ExitCode.WrongKey, "keyring_locked", e.Message, "Unlock it (signing in to the desktop does), or keep the key in a file: fastshot key store file, when it is unlocked."),
        KeyringState.Absent => new(
            ExitCode.WrongKey, "keyring_absent", e.Message, "Run it in a session that has a keyring; fastshot key store file keeps the key in a file, and for new libraries fastshot config set keyring file."),
        _ => new(ExitCode.WrongKey, "keyring", e.Message, "Nothing was changed. Look into the keyring's own window."),
    };

    private static Failure Of(IndexException e) => e.Error switch
    {
        IndexError.Full => new(ExitCode.Failed, "full", e.Message, "Make room and run it again."),
        IndexError.ReadOnly => new(ExitCode.Failed, "denied", e.Message, "Check who owns the library's folder, and its mode."),
        IndexError.Busy => new(ExitCode.InUse, "in_use", e.Message, "Run it again in a moment."),
        _ => new(ExitCode.Failed, "index", e.Message, "Delete index.db in the library's folder: it is made anew."),
    };

    private static Failure Of(StoreException e) => e.Error switch
    {
        StoreError.Unavailable => new(
            ExitCode.Unreachable, "unreachable", e.Message, "Try again; nothing was lost."),
        StoreError.Denied => new(ExitCode.Failed, "denied", e.Message, "Check who owns the file or folder, and its mode."),
        StoreError.Full => new(ExitCode.Failed, "full", e.Message, "Make room and run it again."),
        StoreError.NoSuchPlace => new(ExitCode.NotFound, "no_such_place", e.Message),
        StoreError.ConditionFailed => new(ExitCode.Failed, "conflict", e.Message, "Choose another name, or remove what stands there."),
        StoreError.Unsupported => new(ExitCode.Failed, "unsupported", e.Message),
        _ => new(ExitCode.Failed, "broken", e.Message),
    };
}
