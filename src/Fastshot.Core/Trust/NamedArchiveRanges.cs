using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Core.Trust;

/// <summary>The archives that the state names, a range of names at a time: so memory does not grow with the library.</summary>
/// <remarks>A listing comes in the order of names, so each range is read once, just before it is needed.</remarks>
/// <param name="done">Told of each range when the listing is beyond it: what is left in it was not met.</param>
internal sealed class NamedArchiveRanges(SessionLibrary library, int count, Func<NamedArchives, Task> done)
{
    /// <summary>How many archives are held at once, about.</summary>
    public const int HeldMax = 65_536;

    private NamedArchives? _current;
    private int _index = -1;

    /// <summary>How many ranges a library needs.</summary>
    public static int CountOf(long archives) => (int)Math.Max(1, (archives + HeldMax - 1) / HeldMax);

    /// <summary>The range that holds a name; those before it are done.</summary>
    public async Task<NamedArchives> AtAsync(Digest name, CancellationToken cancellationToken) =>
        await MoveAsync(NameRange.Of(name, count).Index, cancellationToken).ConfigureAwait(false);

    /// <summary>The listing is at its end: the ranges that are left are done, too.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await MoveAsync(count - 1, cancellationToken).ConfigureAwait(false);
        await done(_current!).ConfigureAwait(false);
    }

    private async Task<NamedArchives> MoveAsync(int index, CancellationToken cancellationToken)
    {
        while (_index < index || _current is null)
        {
            if (_current is not null)
            {
                await done(_current).ConfigureAwait(false);
                _current = null; // Before the next is read.
            }

            _current = await NamedArchives.ReadAsync(library, new NameRange(++_index, count), cancellationToken).ConfigureAwait(false);
        }

        return _current;
    }
}
