using System.Security.Cryptography;
using Fastshot.Core.Crypto;
using Fastshot.Core.Runtime.Ambient;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>What is sealed, as a stream or in memory, opens to the same bytes, and to nobody else.</summary>
public sealed class AgeRoundTripTests : IDisposable
{
    private readonly VaultKey _key = VaultKey.Generate(SystemRandom.Instance);

    public static TheoryData<int> Sizes =>
        [0, 1, Age.ChunkSize - 1, Age.ChunkSize, Age.ChunkSize + 1, 2 * Age.ChunkSize, (3 * Age.ChunkSize) + 1000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_stream_opens_to_what_was_written_however_it_was_cut(int size)
    {
        var content = Content(size);
        foreach (var step in (int[])[999, Age.ChunkSize - 1, Age.ChunkSize, 2 * Age.ChunkSize, int.MaxValue])
        {
            var file = await SealAsync(content, step);

            Assert.Equal(Age.SealedSizeOf(size), file.Length);
            Assert.Equal(content, await OpenAsync(file, step));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Streams_and_memory_write_the_same_format(int size)
    {
        var content = Content(size);
        var streamed = await SealAsync(content, 1000);
        var inMemory = Age.Seal(content, _key.Passphrase, 1, SystemRandom.Instance);

        Assert.True(Age.TryOpen(streamed, _key.Passphrase, WorkFactors.Objects, size, out var plaintext, out _));
        Assert.Equal(content, plaintext);
        Assert.Equal(content, await OpenAsync(inMemory, 1000));
        Assert.Equal(Age.SealedSizeOf(size), inMemory.Length);
    }

    [Fact]
    public void The_same_content_is_sealed_differently_each_time()
    {
        var content = Content(100);

        Assert.NotEqual(
            Age.Seal(content, _key.Passphrase, 1, SystemRandom.Instance),
            Age.Seal(content, _key.Passphrase, 1, SystemRandom.Instance));
    }

    [Fact]
    public async Task A_file_that_was_not_finished_is_refused()
    {
        foreach (var size in (int[])[0, 10, Age.ChunkSize, Age.ChunkSize + 10])
        {
            using var file = new MemoryStream();
            await using (var writer = await CreateAsync(file))
            {
                await writer.WriteAsync(Content(size), Deadline.Token);
            }

            var error = await Assert.ThrowsAsync<AgeException>(() => OpenAsync(file.ToArray(), 1000));
            Assert.Equal(AgeError.Payload, error.Error);
        }
    }

    [Fact]
    public async Task Nothing_is_written_after_the_end()
    {
        await using var writer = await CreateAsync(new MemoryStream());
        await writer.FinishAsync(Deadline.Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.FinishAsync(Deadline.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => writer.WriteAsync(new byte[1], Deadline.Token).AsTask());
    }

    [Fact]
    public async Task Another_passphrase_does_not_match()
    {
        var file = await SealAsync(Content(10), 10);
        using var other = VaultKey.Generate(SystemRandom.Instance);

        Assert.False(Age.TryOpen(file, other.Passphrase, WorkFactors.Objects, 10, out _, out var failure));
        Assert.Equal(AgeError.NoMatch, failure.Error);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public void A_work_factor_that_is_not_accepted_is_refused(int logWorkFactor)
    {
        var file = Age.Seal(Content(10), _key.Passphrase, logWorkFactor, SystemRandom.Instance);

        Assert.False(Age.TryOpen(file, _key.Passphrase, WorkFactors.Objects, 10, out _, out var failure));
        Assert.Equal(AgeError.WorkFactor, failure.Error);
        Assert.True(Age.TryOpen(file, _key.Passphrase, WorkFactors.Any, 10, out _, out _));
    }

    [Fact]
    public void A_content_above_the_bound_is_refused()
    {
        var file = Age.Seal(Content(1001), _key.Passphrase, 1, SystemRandom.Instance);

        Assert.False(Age.TryOpen(file, _key.Passphrase, WorkFactors.Objects, 1000, out _, out var failure));
        Assert.Equal(AgeError.TooLarge, failure.Error);
        Assert.True(Age.TryOpen(file, _key.Passphrase, WorkFactors.Objects, 1001, out _, out _));
        Assert.False(Age.TryOpen(new byte[200_000], _key.Passphrase, WorkFactors.Objects, 1000, out _, out failure));
        Assert.Equal(AgeError.TooLarge, failure.Error);
    }

    [Fact]
    public void The_first_bytes_of_a_large_file_give_the_first_chunk()
    {
        var content = Content(300_000);
        var file = Age.Seal(content, _key.Passphrase, 1, SystemRandom.Instance);

        var isOpen = Age.TryOpenPrefix(
            file.AsSpan(0, 66_000), file.Length, _key.Passphrase, WorkFactors.Objects, out var plaintext, out _);

        Assert.True(isOpen);
        Assert.Equal(content[..Age.ChunkSize], plaintext);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(Age.ChunkSize)]
    public void The_first_bytes_of_a_small_file_are_the_whole(int size)
    {
        var content = Content(size);
        var file = Age.Seal(content, _key.Passphrase, 1, SystemRandom.Instance);

        Assert.True(Age.TryOpenPrefix(
            file, file.Length, _key.Passphrase, WorkFactors.Objects, out var plaintext, out _));
        Assert.Equal(content, plaintext);
    }

    [Fact]
    public void A_prefix_is_refused_where_it_was_cut_short_or_its_end_is_not_the_files()
    {
        var file = Age.Seal(Content(1000), _key.Passphrase, 1, SystemRandom.Instance);
        var full = Age.Seal(Content(Age.ChunkSize), _key.Passphrase, 1, SystemRandom.Instance);

        Assert.False(Age.TryOpenPrefix(
            file.AsSpan(0, 900), file.Length, _key.Passphrase, WorkFactors.Objects, out _, out var failure));
        Assert.Equal(AgeError.Payload, failure.Error);
        Assert.False(Age.TryOpenPrefix(
            full, full.Length + 1, _key.Passphrase, WorkFactors.Objects, out _, out failure));
        Assert.Equal(AgeError.Payload, failure.Error);
    }

    [Fact]
    public async Task A_seal_that_does_not_open_again_is_never_written()
    {
        var preamble = AgePreamble.Create(_key.Passphrase.Span, 1, SystemRandom.Instance, out var cipher);
        cipher.Dispose();
        using var file = new MemoryStream();
        await using var writer = new AgeWriter(
            file,
            new PayloadCipher(fileKey: new byte[16], salt: new byte[16]),
            new SealCheck(preamble, _key.Passphrase));
        await writer.WriteAsync(Content(100), Deadline.Token);

        await Assert.ThrowsAsync<CryptographicException>(() => writer.FinishAsync(Deadline.Token));
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public void A_header_that_does_not_open_again_is_never_used()
    {
        var preamble = AgePreamble.Create(_key.Passphrase.Span, 1, SystemRandom.Instance, out var cipher);
        cipher.Dispose();
        preamble[60] ^= 1;

        Assert.Throws<CryptographicException>(() => new SealCheck(preamble, _key.Passphrase));
    }

    public void Dispose() => _key.Dispose();

    private Task<AgeWriter> CreateAsync(Stream destination) => AgeWriter.CreateAsync(
        destination, _key.Passphrase, Age.LogWorkFactorOfObjects, SystemRandom.Instance, Deadline.Token);

    private async Task<byte[]> SealAsync(byte[] content, int step)
    {
        using var file = new MemoryStream();
        await using var writer = await CreateAsync(file);
        for (ReadOnlyMemory<byte> rest = content; !rest.IsEmpty; rest = rest[Math.Min(step, rest.Length)..])
        {
            await writer.WriteAsync(rest[..Math.Min(step, rest.Length)], Deadline.Token);
        }

        await writer.FinishAsync(Deadline.Token);
        return file.ToArray();
    }

    private async Task<byte[]> OpenAsync(byte[] file, int step)
    {
        await using var reader = await AgeReader.OpenAsync(
            new TrickleStream(file, step), _key.Passphrase, WorkFactors.Objects, Deadline.Token);
        using var content = new MemoryStream();
        await reader.CopyToAsync(content, Math.Min(step, 200_000), Deadline.Token);
        return content.ToArray();
    }

    private static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        return content;
    }
}
