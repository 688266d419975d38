using Fastshot.Core.Library;
using Tmds.DBus.Protocol;

namespace Fastshot.Keyring;

/// <summary>The keyring of Linux desktops: the Secret Service API 0.2 over the person's message bus.</summary>
internal sealed class SecretService(Func<string, string?> variable, TimeProvider time) : IKeyring
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);

    public string Name => "the Secret Service";

    public async Task<KeyringState> LookAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await AskAsync(
                async calls => await calls.IsLockedAsync(await DefaultAsync(calls).ConfigureAwait(false)).ConfigureAwait(false)
                    ? KeyringState.Locked
                    : KeyringState.Open,
                cancellationToken).ConfigureAwait(false);
        }
        catch (KeyringException e)
        {
            return e.State is KeyringState.Locked ? KeyringState.Locked : KeyringState.Absent;
        }
    }

    public Task<byte[]?> ReadAsync(string item, CancellationToken cancellationToken = default) => AskAsync<byte[]?>(
        async calls =>
        {
            var (open, locked) = await calls.SearchAsync(item).ConfigureAwait(false);
            if (open.Length > 0)
            {
                return await calls.SecretOfAsync(open[0]).ConfigureAwait(false);
            }

            // One that is locked need not tell what it has.
            return locked.Length > 0 || await calls.IsLockedAsync(await DefaultAsync(calls).ConfigureAwait(false)).ConfigureAwait(false)
                ? throw Locked()
                : null;
        },
        cancellationToken);

    public Task AddAsync(string item, string label, ReadOnlyMemory<byte> secret, CancellationToken cancellationToken = default) => AskAsync(
        async calls =>
        {
            var collection = await DefaultAsync(calls).ConfigureAwait(false);
            return await calls.IsLockedAsync(collection).ConfigureAwait(false)
                || !await calls.CreateAsync(collection, item, label, secret).ConfigureAwait(false)
                ? throw Locked()
                : true;
        },
        cancellationToken);

    public Task RemoveAsync(string item, CancellationToken cancellationToken = default) => AskAsync(
        async calls =>
        {
            var (open, locked) = await calls.SearchAsync(item).ConfigureAwait(false);
            foreach (var path in open)
            {
                await calls.DeleteAsync(path).ConfigureAwait(false);
            }

            return locked.Length == 0 ? true : throw Locked();
        },
        cancellationToken);

    private static async Task<string> DefaultAsync(SecretServiceCalls calls) =>
        await calls.DefaultCollectionAsync().ConfigureAwait(false)
        ?? throw new KeyringException(KeyringState.Absent, "The Secret Service has no default keyring.");

    private static KeyringException Locked(Exception? inner = null) =>
        new(KeyringState.Locked, "The keyring of the Secret Service is locked.", inner);

    private static KeyringException Absent(Exception? inner) =>
        new(KeyringState.Absent, "No Secret Service answers on the session bus.", inner);

    // A connection a call: a run of the program makes one or two.
    private async Task<T> AskAsync<T>(Func<SecretServiceCalls, Task<T>> ask, CancellationToken cancellationToken)
    {
        if (Address() is not { } address)
        {
            throw new KeyringException(KeyringState.Absent, "There is no session bus: DBUS_SESSION_BUS_ADDRESS is not set.");
        }

        try
        {
            using var connection = new DBusConnection(address);
            return await WithinAsync(connection, ask).WaitAsync(AnswerMax, time, cancellationToken).ConfigureAwait(false);
        }
        catch (DBusErrorReplyException e)
        {
            throw e.ErrorName switch
            {
                "org.freedesktop.Secret.Error.IsLocked" => Locked(e),
                _ when e.ErrorName.StartsWith("org.freedesktop.DBus.Error.", StringComparison.Ordinal) => Absent(e),
                _ => new KeyringException(KeyringState.Open, $"The Secret Service refused: {e.ErrorName}.", e),
            };
        }
        catch (Exception e) when (e is DBusExceptionBase or TimeoutException or ArgumentException or FormatException)
        {
            throw Absent(e);
        }
    }

    private static async Task<T> WithinAsync<T>(DBusConnection connection, Func<SecretServiceCalls, Task<T>> ask)
    {
        await connection.ConnectAsync().ConfigureAwait(false);
        return await ask(new SecretServiceCalls(connection)).ConfigureAwait(false);
    }

    private string? Address()
    {
        if (variable("DBUS_SESSION_BUS_ADDRESS") is { Length: > 0 } address)
        {
            return address;
        }

        return variable("XDG_RUNTIME_DIR") is { Length: > 0 } folder && Path.Combine(folder, "bus") is var bus && File.Exists(bus)
            ? $"unix:path={bus}"
            : null;
    }
}
