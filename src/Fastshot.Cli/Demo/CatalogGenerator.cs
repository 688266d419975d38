using System.Globalization;
using System.Security.Cryptography;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Demo;

/// <summary>Made-up sessions: the same for the same seed, varied in name, language, tags, class, color and size.</summary>
internal sealed class CatalogGenerator(int seed, int count)
{
    private const int Years = 10;

    // Half of what lies between two sessions where there are few is more than a number of the dice can say.
    private const double OffMax = int.MaxValue - 1;

    private static readonly DateTimeOffset Newest = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The i-th session, 0 being the oldest.</summary>
    public SessionInfo Session(int i)
    {
        var dice = new Dice(seed, i);
        var language = dice.Pick(CatalogWords.Languages);
        var name = Name(dice, language, i);
        var tags = Enumerable.Range(0, dice.Next(4)).Select(_ => dice.Pick(CatalogWords.Tags))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var images = 1 + dice.Next(12);
        return new SessionInfo
        {
            Id = SessionId.FromBytes(dice.Bytes(SessionId.SizeBytes)),
            Created = Created(dice, i),
            Text = new SessionText
            {
                Name = name,
                Description = dice.Next(3) == 0 ? Phrase(dice, language, 6 + dice.Next(12)) : "",
                Tags = [.. tags],
                Color = dice.Next(2) == 0 ? dice.Pick([.. SessionColors.All]) : "",
                Class = dice.Next(3) == 0 ? "" : dice.Pick(CatalogWords.Classes),
            },
            Source = new Source(dice.Pick(CatalogWords.Devices), "fastshot/demo", null),
            Content = new ContentVersion(
                new FieldVersion(1, new Change(BitConverter.ToUInt64(dice.Bytes(8)))),
                images,
                images * (80_000L + dice.Next(900_000)),
                new BoardSize(2560, 1440),
                new ArchiveName(new Digest(dice.Bytes(Digest.SizeBytes)), images * (90_000L + dice.Next(900_000)))),
            Trashed = null,
        };
    }

    private static string Name(Dice dice, CatalogLanguage language, int i)
    {
        var name = Phrase(dice, language, 2 + dice.Next(4));
        return dice.Next(4) == 0 ? string.Create(CultureInfo.InvariantCulture, $"{name} #{i}") : name;
    }

    private static string Phrase(Dice dice, CatalogLanguage language, int words) => string.Join(
        language.HasSpaces ? " " : "", Enumerable.Range(0, words).Select(_ => dice.Pick(language.Words)));

    // Evenly over ten years, each a little off, with the offset of its place.
    private DateTimeOffset Created(Dice dice, int i)
    {
        var span = TimeSpan.FromDays(365.25 * Years);
        var age = span * ((count - 1 - i) / (double)Math.Max(1, count - 1));
        var time = Newest - age - TimeSpan.FromMilliseconds(dice.Next((int)Math.Min((span / count).TotalMilliseconds / 2, OffMax) + 1));
        return new DateTimeOffset(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero)
            .ToOffset(TimeSpan.FromHours(dice.Next(12) - 3));
    }

    /// <summary>Random numbers that follow from a seed and a number, the same everywhere and for ever.</summary>
    private sealed class Dice(int seed, int i)
    {
        private byte[] _block = [];
        private int _used;
        private int _blocks;

        public int Next(int bound) => (int)(BitConverter.ToUInt32(Bytes(sizeof(uint))) % (uint)bound);

        public T Pick<T>(T[] items) => items[Next(items.Length)];

        public byte[] Bytes(int count)
        {
            var bytes = new byte[count];
            for (var k = 0; k < count; k++)
            {
                if (_used == _block.Length)
                {
                    _block = SHA256.HashData([.. BitConverter.GetBytes(seed), .. BitConverter.GetBytes(i), .. BitConverter.GetBytes(_blocks++)]);
                    _used = 0;
                }

                bytes[k] = _block[_used++];
            }

            return bytes;
        }
    }
}
