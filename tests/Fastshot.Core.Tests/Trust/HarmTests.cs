using Fastshot.Core.Storage;
using Fastshot.Testing.Trust;

namespace Fastshot.Core.Tests.Trust;

/// <summary>Each kind of object, on each side, in each way in which it can be harmed.</summary>
public sealed class HarmTests : HarmedVault
{
    public static TheoryData<Kind, Harm, bool> All()
    {
        var rows = new TheoryData<Kind, Harm, bool>();
        foreach (var kind in Enum.GetValues<Kind>())
        {
            foreach (var harm in Enum.GetValues<Harm>())
            {
                rows.Add(kind, harm, true);
                if (kind is not (Kind.KeyFile or Kind.About))
                {
                    rows.Add(kind, harm, false);
                }
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(All))]
    public Task Each_harm_of_each_kind_of_object_is_survived_named_and_mended_where_something_is_left(Kind kind, Harm harm, bool isThere) =>
        HarmAndMendAsync(kind, harm, isThere);

    protected override Task<IObjectStore> CreatePlaceAsync() => Task.FromResult<IObjectStore>(new MemoryStore(new ManualTime()));
}
