using Fastshot.Core.Crypto;
using Fastshot.Core.Runtime.Ambient;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>Whatever is changed in a sealed object is noticed, and nothing false is released before.</summary>
public sealed class AgeTamperingTests : IDisposable
{
    private const int ContentSize = (2 * Age.ChunkSize) + 100;

    private const int Edge = 200;

    private static readonly int Preamble = AgePreamble.SizeOf(1);

    private readonly VaultKey _key = VaultKey.Generate(SystemRandom.Instance);
    private readonly byte[] _content = new byte[ContentSize];
    private readonly byte[] _file;
    private readonly Random _random;

    public AgeTamperingTests()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}.");
        _random = new Random(seed);
        _random.NextBytes(_content);
        _file = Age.Seal(_content, _key.Passphrase, 1, SystemRandom.Instance);
    }

    // Every place in a full run; the header, the ends of chunks and a sample of the others in a smaller one.
    private IEnumerable<int> Places =>
        Enumerable.Range(0, _file.Length).Where(place => IsEdge(place) || _random.Next(100) < Scale.Of(100));

    [Fact]
    public void Every_flipped_bit_is_refused()
    {
        var isFull = Scale.Of(100) == 100;
        foreach (var place in Places)
        {
            var only = _random.Next(8);
            for (var bit = 0; bit < 8; bit++)
            {
                if (isFull || IsEdge(place) || bit == only)
                {
                    _file[place] ^= (byte)(1 << bit);
                    AssertRefused(_file);
                    _file[place] ^= (byte)(1 << bit);
                }
            }
        }
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        foreach (var place in Places)
        {
            AssertRefused(_file.AsSpan(0, place));
        }
    }

    [Fact]
    public async Task A_reader_releases_only_what_was_sealed_before_it_refuses()
    {
        foreach (var place in Places.Where(place => IsEdge(place) || _random.Next(500) == 0))
        {
            _file[place] ^= 1;
            using var released = new MemoryStream();

            var error = await Assert.ThrowsAsync<AgeException>(async () =>
            {
                await using var reader = await AgeReader.OpenAsync(
                    new TrickleStream(_file, 50_000), _key.Passphrase, WorkFactors.Objects, Deadline.Token);
                await reader.CopyToAsync(released, Deadline.Token);
            });

            var chunk = (place - Preamble) / PayloadCipher.SealedChunkSize;
            var expected = place < Preamble ? 0 : chunk * Age.ChunkSize;
            Assert.Equal(_content[..expected], released.ToArray());
            Assert.Equal(place >= Preamble - PayloadCipher.SaltSize, error.Error == AgeError.Payload);
            _file[place] ^= 1;
        }
    }

    [Fact]
    public void Chunks_that_were_swapped_repeated_or_left_out_are_refused()
    {
        var head = _file[..Preamble];
        var first = _file[Preamble..(Preamble + PayloadCipher.SealedChunkSize)];
        var second = _file.AsSpan(Preamble + PayloadCipher.SealedChunkSize, PayloadCipher.SealedChunkSize).ToArray();
        var last = _file[(Preamble + (2 * PayloadCipher.SealedChunkSize))..];

        AssertRefused([.. head, .. second, .. first, .. last]);
        AssertRefused([.. head, .. first, .. first, .. last]);
        AssertRefused([.. head, .. first, .. second, .. second, .. last]);
        AssertRefused([.. head, .. second, .. last]);
        AssertRefused([.. head, .. first, .. last]);
        AssertRefused([.. head, .. last]);
        AssertRefused([.. head, .. first, .. second, .. last, .. last]);
        AssertRefused([.. _file, 0]);
        AssertRefused([.. head, .. first, .. second]);
    }

    [Fact]
    public void The_content_of_another_object_under_the_same_key_is_refused()
    {
        var other = Age.Seal(_content, _key.Passphrase, 1, SystemRandom.Instance);

        AssertRefused([.. _file[..Preamble], .. other[Preamble..]]);
        AssertRefused([.. other[..Preamble], .. _file[Preamble..]]);
        AssertRefused([.. _file[..^116], .. other[^116..]]);
    }

    public void Dispose() => _key.Dispose();

    private bool IsEdge(int place)
    {
        int[] edges = [Edge / 2, Preamble + PayloadCipher.SealedChunkSize, _file.Length - Edge];
        return edges.Any(edge => Math.Abs(place - edge) <= Edge / 2);
    }

    private void AssertRefused(ReadOnlySpan<byte> file)
    {
        if (Age.TryOpen(file, _key.Passphrase, WorkFactors.Objects, ContentSize * 2, out _, out _))
        {
            Assert.Fail("A changed object was opened.");
        }
    }
}
