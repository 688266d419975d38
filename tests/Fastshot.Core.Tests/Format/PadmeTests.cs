using Fastshot.Core.Format;

namespace Fastshot.Core.Tests.Format;

public sealed class PadmeTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(9, 10)]
    [InlineData(1000, 1024)]
    [InlineData(100_000, 100_352)]
    [InlineData(1_000_001, 1_015_808)]
    public void Sizes_are_rounded_up_as_the_paper_says(long length, long padded) => Assert.Equal(padded, Padme.Pad(length));

    [Fact]
    public void No_size_shrinks_or_grows_by_more_than_an_eighth() => Property.Holds(10_000, random =>
    {
        var length = random.NextInt64(1L << random.Next(1, 50));

        var padded = Padme.Pad(length);

        Assert.InRange(padded, length, length + (length * 12 / 100));
        Assert.Equal(padded, Padme.Pad(padded));
    });

    [Fact]
    public void A_longer_content_is_never_padded_to_less()
    {
        for (var length = 1; length < 100_000; length++)
        {
            Assert.True(Padme.Pad(length) >= Padme.Pad(length - 1));
        }
    }

    [Fact]
    public void Few_sizes_are_left() =>
        Assert.InRange(Enumerable.Range(0, 1 << 20).Select(length => Padme.Pad(length)).Distinct().Count(), 1, 400);
}
