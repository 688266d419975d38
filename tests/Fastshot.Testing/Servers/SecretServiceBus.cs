namespace Fastshot.Testing.Servers;

/// <summary>A real keyring: GNOME Keyring on a message bus of its own, for as long as this is not disposed.</summary>
public sealed class SecretServiceBus : IAsyncDisposable
{
    private readonly ServerScript _script;

    private SecretServiceBus(ServerScript script, string address) => (_script, Address) = (script, address);

    /// <summary>What DBUS_SESSION_BUS_ADDRESS is for those who use it.</summary>
    public string Address { get; }

    public static async Task<SecretServiceBus> StartAsync()
    {
        var socket = Path.Combine(Path.GetTempPath(), $"fastshot-bus-{Guid.NewGuid():N}");
        return new SecretServiceBus(await ServerScript.StartAsync("secret-service", "GNOME Keyring", [socket]), $"unix:path={socket}");
    }

    public Task LockAsync() => _script.CommandAsync("lock", "locked");

    public Task UnlockAsync() => _script.CommandAsync("unlock", "unlocked");

    public ValueTask DisposeAsync() => _script.DisposeAsync();
}
