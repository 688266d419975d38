using System.Text;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Tests.Format;
using Fastshot.Core.Vault;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Vault;

public sealed class VaultPiecesTests
{
    private readonly MemoryStore _store = new(new ManualTime());

    [Fact]
    public async Task What_was_appended_is_read_back()
    {
        using var vault = VaultSamples.Open(_store);

        var names = await vault.Pieces.AppendAsync(FormatSamples.Entries, Deadline.Token);

        var reading = await vault.Pieces.ReadAsync(NameOf(Assert.Single(names)), Deadline.Token);
        Assert.Equal(FormatSamples.Entries, reading.Piece!.Entries);
        Assert.Equal(names, (await vault.Pieces.ListAsync(Deadline.Token)).Names.Select(one => one.Name));
    }

    [Fact]
    public async Task Many_changes_are_split_into_records_below_their_limit()
    {
        using var vault = VaultSamples.Open(_store);
        var random = new Random(5);
        List<KeyValuePair<EntryId, Entry>> entries =
        [
            .. Enumerable.Range(0, 40).Select(_ => Large(random, 20_000)).Append(Large(random, 60_000)).OrderBy(one => one.Key),
        ];

        var names = await vault.Pieces.AppendAsync(entries, Deadline.Token);

        Assert.InRange(names.Count, 3, 10);
        var read = new List<KeyValuePair<EntryId, Entry>>();
        foreach (var name in names)
        {
            Assert.InRange((await _store.ReadAsync(VaultNames.Record(name).Value))!.Length, 1, Limits.RecordBytes);
            read.AddRange((await vault.Pieces.ReadAsync(NameOf(name), Deadline.Token)).Piece!.Entries);
        }

        Assert.Equal(entries, read);
    }

    [Fact]
    public async Task A_record_that_is_damaged_renamed_anothers_or_missing_is_refused_with_a_reason()
    {
        using var vault = VaultSamples.Open(_store);
        using var other = VaultSamples.Open(_store, seed: 2);
        var first = Assert.Single(await vault.Pieces.AppendAsync(FormatSamples.Entries, Deadline.Token));
        var second = Assert.Single(await vault.Pieces.AppendAsync(FormatSamples.Entries, Deadline.Token));
        var foreign = Assert.Single(await other.Pieces.AppendAsync(FormatSamples.Entries, Deadline.Token));
        var bytes = (await _store.ReadAsync(VaultNames.Record(first).Value))!;

        Assert.Contains("not the hash", vault.Pieces.Read(NameOf(second), bytes).Refusal!.Reason, StringComparison.Ordinal);
        Assert.NotNull((await vault.Pieces.ReadAsync(NameOf(foreign), Deadline.Token)).Refusal);
        Assert.Contains("not there", (await vault.Pieces.ReadAsync(NameOf(Digest.Of("x"u8)), Deadline.Token)).Refusal!.Reason, StringComparison.Ordinal);
        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 1;

            Assert.NotNull(vault.Pieces.Read(NameOf(first), damaged).Refusal);
            // A name that fits the damaged bytes does not help them.
            Assert.NotNull(vault.Pieces.Read(NameOf(Digest.Of(damaged)), damaged).Refusal);
            Assert.NotNull(vault.Pieces.Read(NameOf(Digest.Of(bytes.AsSpan(0, i))), bytes.AsMemory(0, i)).Refusal);
        }
    }

    [Fact]
    public async Task Foreign_files_are_counted_and_left_alone()
    {
        using var vault = VaultSamples.Open(_store);
        var names = await vault.Pieces.AppendAsync(FormatSamples.Entries, Deadline.Token);
        await _store.PutAsync("log/notes.txt", "x"u8.ToArray());
        await _store.PutAsync($"log/{new string('0', 63)}.age", "x"u8.ToArray());
        await _store.PutAsync($"log/sub/{new string('0', 64)}.age", "x"u8.ToArray());

        var listing = await vault.Pieces.ListAsync(Deadline.Token);

        Assert.Equal(names, listing.Names.Select(one => one.Name));
        Assert.Equal(3, listing.ForeignCount);
        Assert.Equal(4, (await _store.KeysAsync()).Count);
    }

    [Fact]
    public async Task A_description_of_another_vault_or_of_a_newer_format_is_refused_untouched()
    {
        using var vault = VaultSamples.Open(_store);
        await vault.DescribeAsync(Deadline.Token);
        await vault.DescribeAsync(Deadline.Token);
        var written = Encoding.UTF8.GetString((await _store.ReadAsync("about.json"))!);
        using var other = VaultSamples.Open(_store, seed: 2);

        Assert.Equal(VaultError.WrongKey, (await Assert.ThrowsAsync<VaultException>(() => other.DescribeAsync(Deadline.Token))).Error);

        var newer = written.Replace("\"minReader\":1", "\"minReader\":2", StringComparison.Ordinal);
        await _store.PutAsync("about.json", Encoding.UTF8.GetBytes(newer));
        Assert.Equal(VaultError.NewerFormat, (await Assert.ThrowsAsync<VaultException>(() => vault.DescribeAsync(Deadline.Token))).Error);
        Assert.Equal(newer, Encoding.UTF8.GetString((await _store.ReadAsync("about.json"))!));
    }

    private static PieceName NameOf(Digest name) => new(PieceKind.Record, name);

    // Text that hardly compresses.
    private static KeyValuePair<EntryId, Entry> Large(Random random, int length)
    {
        var bytes = new byte[length * 3 / 4];
        random.NextBytes(bytes);
        return new(RandomEntries.Id(random), new Entry.Live(
            [new Field("description", new FieldVersion(1, new Change(1)), FormatSamples.Json($"\"{Convert.ToBase64String(bytes)}\""))]));
    }
}
