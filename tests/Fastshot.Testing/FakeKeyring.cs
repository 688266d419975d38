using System.Text;
using Fastshot.Core.Library;
using Fastshot.Testing.Files;

namespace Fastshot.Testing;

/// <summary>A keyring in memory, which outlives the process, and can be locked, away, or the place where the process ends.</summary>
public sealed class FakeKeyring : IKeyring
{
    private readonly Dictionary<string, byte[]> _items = new(StringComparer.Ordinal);

    public string Name => "the keyring of tests";

    public KeyringState State { get; set; } = KeyringState.Open;

    /// <summary>Keeps something else than it is given.</summary>
    public bool Forgets { get; set; }

    public IReadOnlyCollection<string> Items => _items.Keys;

    /// <summary>The secrets as text.</summary>
    public IEnumerable<string> Secrets => _items.Values.Select(Encoding.ASCII.GetString);

    /// <summary>How many calls there were.</summary>
    public int Operations { get; private set; }

    /// <summary>The number of the call before which the process ends; null where it lives.</summary>
    public int? StopBefore { get; set; }

    /// <summary>What ends with the process.</summary>
    public Action? Ends { get; set; }

    /// <summary>Empties it, as one on another computer is.</summary>
    public void Clear() => _items.Clear();

    public Task<KeyringState> LookAsync(CancellationToken cancellationToken = default) => Task.FromResult(State);

    public Task<byte[]?> ReadAsync(string item, CancellationToken cancellationToken = default)
    {
        Begin();
        return Task.FromResult(_items.TryGetValue(item, out var secret) ? secret.ToArray() : null);
    }

    public Task AddAsync(string item, string label, ReadOnlyMemory<byte> secret, CancellationToken cancellationToken = default)
    {
        Begin();
        _items.Add(item, Forgets ? [] : secret.ToArray());
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string item, CancellationToken cancellationToken = default)
    {
        Begin();
        _items.Remove(item);
        return Task.CompletedTask;
    }

    private void Begin()
    {
        if (State is not KeyringState.Open)
        {
            throw new KeyringException(State, $"{Name} is {State}.");
        }

        if (Operations == StopBefore)
        {
            Ends?.Invoke();
            throw new SimulatedCrashException();
        }

        Operations++;
    }
}
