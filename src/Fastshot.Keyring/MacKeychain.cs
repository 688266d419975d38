using System.Runtime.InteropServices;
using System.Text;
using Fastshot.Core.Library;

namespace Fastshot.Keyring;

/// <summary>The login keychain of macOS. Compiled and not yet run: this project has no such machine (docs/decisions/0037).</summary>
internal sealed partial class MacKeychain : IKeyring
{
    private const string Security = "/System/Library/Frameworks/Security.framework/Security";
    private const string CoreFoundation = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation";

    private const int Success = 0;
    private const int ItemNotFound = -25300;
    private const int AuthFailed = -25293;
    private const int NoDefaultKeychain = -25307;
    private const int InteractionNotAllowed = -25308;
    private const uint IsUnlocked = 1;

    private static ReadOnlySpan<byte> ServiceName => "fastshot"u8;

    public string Name => "the Keychain";

    public Task<KeyringState> LookAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return Task.FromResult(
                SecKeychainGetStatus(0, out var status) is not Success ? KeyringState.Absent
                : (status & IsUnlocked) == 0 ? KeyringState.Locked
                : KeyringState.Open);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return Task.FromResult(KeyringState.Absent);
        }
    }

    public Task<byte[]?> ReadAsync(string item, CancellationToken cancellationToken = default)
    {
        if (!TryFind(item, out var length, out var data, out var reference))
        {
            return Task.FromResult<byte[]?>(null);
        }

        try
        {
            var secret = new byte[length];
            Marshal.Copy(data, secret, 0, secret.Length);
            return Task.FromResult<byte[]?>(secret);
        }
        finally
        {
            _ = SecKeychainItemFreeContent(0, data);
            CFRelease(reference);
        }
    }

    public Task AddAsync(string item, string label, ReadOnlyMemory<byte> secret, CancellationToken cancellationToken = default)
    {
        Forbid();
        var account = Encoding.ASCII.GetBytes(item);
        Check(SecKeychainAddGenericPassword(
            0, (uint)ServiceName.Length, ServiceName, (uint)account.Length, account, (uint)secret.Length, secret.Span, 0));
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string item, CancellationToken cancellationToken = default)
    {
        if (TryFind(item, out _, out var data, out var reference))
        {
            _ = SecKeychainItemFreeContent(0, data);
            try
            {
                Check(SecKeychainItemDelete(reference));
            }
            finally
            {
                CFRelease(reference);
            }
        }

        return Task.CompletedTask;
    }

    private static bool TryFind(string item, out int length, out nint data, out nint reference)
    {
        Forbid();
        var account = Encoding.ASCII.GetBytes(item);
        var status = SecKeychainFindGenericPassword(
            0, (uint)ServiceName.Length, ServiceName, (uint)account.Length, account, out var size, out data, out reference);
        length = checked((int)size);
        if (status is ItemNotFound)
        {
            return false;
        }

        Check(status);
        return true;
    }

    // A locked keychain is an error to be said, and not a window that nobody may see.
    private static void Forbid()
    {
        try
        {
            Check(SecKeychainSetUserInteractionAllowed(0));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new KeyringException(KeyringState.Absent, "There is no Keychain on this computer.", e);
        }
    }

    private static void Check(int status)
    {
        if (status is not Success)
        {
            throw status switch
            {
                InteractionNotAllowed or AuthFailed => new KeyringException(KeyringState.Locked, "The Keychain is locked."),
                NoDefaultKeychain => new KeyringException(KeyringState.Absent, "There is no login keychain."),
                _ => new KeyringException(KeyringState.Open, $"The Keychain refused with {status}."),
            };
        }
    }

    [LibraryImport(Security)]
    private static partial int SecKeychainGetStatus(nint keychain, out uint status);

    [LibraryImport(Security)]
    private static partial int SecKeychainSetUserInteractionAllowed(byte isAllowed);

    [LibraryImport(Security)]
    private static partial int SecKeychainAddGenericPassword(
        nint keychain, uint serviceLength, ReadOnlySpan<byte> service, uint accountLength, ReadOnlySpan<byte> account,
        uint passwordLength, ReadOnlySpan<byte> password, nint item);

    [LibraryImport(Security)]
    private static partial int SecKeychainFindGenericPassword(
        nint keychain, uint serviceLength, ReadOnlySpan<byte> service, uint accountLength, ReadOnlySpan<byte> account,
        out uint passwordLength, out nint password, out nint item);

    [LibraryImport(Security)]
    private static partial int SecKeychainItemFreeContent(nint attributes, nint data);

    [LibraryImport(Security)]
    private static partial int SecKeychainItemDelete(nint item);

    [LibraryImport(CoreFoundation)]
    private static partial void CFRelease(nint reference);
}
