using System.Text;
using Fastshot.Core.Configuration;

namespace Fastshot.Core.Tests.Configuration;

/// <summary>Random files, made of the pieces that matter to the grammar.</summary>
public sealed class ConfigFilePropertyTests
{
    private static readonly string[] Pieces =
    [
        "[CloudSync]", "[Other]", "[", "]", "=", ":", "key", "b", "KEY", " ", "  ", "\t", "\n", "\r\n", "\r", "#", ";", "%",
        "%%", "%(b)s", "\"", "value", "ü", "鍵", "\uFEFF", "\u2028", "\u001C", "\n  ", "\nkey = ", "\n[CloudSync]\n", "\n\n",
    ];

    private static readonly string[] Values = ["", "v", "a = b", "# no", "[x]", "5%", "%%", ": :", "ü 鍵", "\"q\"", "a\u2028b"];

    [Fact]
    public void Setting_a_key_gives_it_back_and_leaves_all_others()
    {
        ForRandomFiles((file, random, text) =>
        {
            var value = Values[random.Next(Values.Length)];

            var changed = file.With("CloudSync", "key", value);

            Assert.True(changed.Get("CloudSync", "key") == value, $"set {value}: {text}");
            Assert.Equal(OthersOf(file), OthersOf(changed));
            Assert.Equal(changed.Bytes.ToArray(), changed.With("CloudSync", "key", value).Bytes.ToArray());
        });
    }

    [Fact]
    public void Removing_a_key_leaves_all_others()
    {
        ForRandomFiles((file, _, text) =>
        {
            var changed = file.Without("CloudSync", "key");

            Assert.True(changed.Get("CloudSync", "key") is null, text);
            Assert.Equal(OthersOf(file), OthersOf(changed));
        });
    }

    [Fact]
    public void Random_bytes_are_read_without_an_exception()
    {
        ForRandomFiles((_, random, _) =>
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);

            Assert.NotNull(Settings.From(ConfigFile.Parse(bytes)).Problems);
        });
    }

    private static List<string> OthersOf(ConfigFile file) =>
    [
        .. file.Entries
            .Where(entry => (entry.Section, entry.Key) is not ("CloudSync", "key"))
            .Select(entry => $"{entry.Section}.{entry.Key}={entry.Value}"),
    ];

    private static void ForRandomFiles(Action<ConfigFile, DeterministicRandom, string> check)
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new DeterministicRandom(seed);
        for (var i = 0; i < Scale.Of(100_000); i++)
        {
            var text = new StringBuilder();
            for (var pieces = random.Next(25); pieces > 0; pieces--)
            {
                text.Append(Pieces[random.Next(Pieces.Length)]);
            }

            check(ConfigFile.Parse(Encoding.UTF8.GetBytes(text.ToString())), random, $"seed {seed}, {text}");
        }
    }
}

/// <summary>The same numbers for the same seed, on every machine (SplitMix64).</summary>
internal sealed class DeterministicRandom(int seed)
{
    private ulong _state = unchecked((ulong)seed);

    public int Next(int max) => (int)(NextBits() % (ulong)max);

    public void NextBytes(Span<byte> bytes)
    {
        foreach (ref var value in bytes)
        {
            value = unchecked((byte)NextBits());
        }
    }

    private ulong NextBits()
    {
        unchecked
        {
            var bits = _state += 0x9E3779B97F4A7C15;
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return bits ^ (bits >> 31);
        }
    }
}
