using System.Text;
using Fastshot.Core.Catalog;
using Fastshot.Core.Crypto;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Tests.Library;
using Fastshot.Core.Tests.Vault;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Exchange;

/// <summary>A portable file in another home: it comes in whole and once, or leaves no trace.</summary>
public sealed class PortableImportTests
{
    private const string File = "/in/x.fastshot";

    private readonly FakeFileSystem _files = new(new ManualTime());
    private ExchangeHome _home;

    public PortableImportTests() => _home = new ExchangeHome(_files);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_exported_is_imported_as_it_was_last_edited_and_twice_is_harmless(bool isSealed)
    {
        var exported = await ExportAsync(isSealed, 1, 2, 1);

        var first = await _home.ImportAsync(File);
        var second = await _home.ImportAsync(File);

        Assert.Equal((exported.Id, "Edited", "It loops"), (first.Imported!.Id, first.Imported.Text.Name, first.Imported.Text.Description));
        Assert.Equal(exported.Created, first.Imported.Created);
        Assert.Null(second.Imported);
        Assert.Contains("here already", second.SkippedBecause, StringComparison.Ordinal);
        await HasAsync(exported.Id, 1, 2);
        Assert.Empty(await _home.NamesAsync(_home.Spooled));
    }

    [Fact]
    public async Task A_session_in_the_trash_is_here_and_one_that_was_purged_comes_back_under_the_id_that_every_device_gives_it()
    {
        var exported = await ExportAsync(isSealed: false, 1);
        await _home.ImportAsync(File);
        using (var library = await _home.Home.OpenAsync())
        {
            await library.TrashAsync([exported.Id], Deadline.Token);
        }

        Assert.Null((await _home.ImportAsync(File)).Imported);
        using (var library = await _home.Home.OpenAsync())
        {
            await library.PurgeAsync([exported.Id], Deadline.Token);
        }

        var again = await _home.ImportAsync(File);

        Assert.Equal(SavedAgain.IdOf(exported.Id), again.Imported!.Id);
        Assert.Null((await _home.ImportAsync(File)).Imported);
        await HasAsync(again.Imported.Id, 1);
    }

    [Fact]
    public async Task A_wrong_passphrase_is_said_to_be_one_and_leaves_no_trace()
    {
        await ExportAsync(isSealed: true, 1);

        Assert.Equal(VaultError.WrongPassphrase, await _home.RefusedAsync(File, "wrong"u8.ToArray()));
        Assert.Equal(VaultError.WrongPassphrase, await _home.RefusedAsync(File, []));

        await NoTraceAsync();
    }

    [Fact]
    public async Task A_newer_format_is_said_to_be_newer()
    {
        await ExportAsync(isSealed: false, 1);
        var text = Encoding.Latin1.GetString((await _home.ReadAsync(File))!);
        await _home.WriteAsync(File, Encoding.Latin1.GetBytes(text.Replace("{\"format\":1,", "{\"format\":2,", StringComparison.Ordinal)));

        Assert.Equal(VaultError.NewerFormat, await _home.RefusedAsync(File));

        await NoTraceAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_truncation_is_refused_and_leaves_no_trace(bool isSealed)
    {
        var whole = await BytesAsync(isSealed);
        var step = Math.Max(1, whole.Length / Scale.Of(whole.Length));

        // A bare tar may lack its second block of zeros at the end, as POSIX allows; that is no cut that loses anything.
        var end = isSealed ? whole.Length : whole.Length - 512;
        for (var length = 0; length < end; length += step)
        {
            await _home.WriteAsync(File, whole.AsMemory(0, length));

            Assert.Equal((length, VaultError.Damaged), (length, await _home.RefusedAsync(File)));
        }

        await NoTraceAsync();
    }

    [Fact]
    public async Task Every_flipped_bit_of_a_sealed_file_is_refused_and_leaves_no_trace()
    {
        var whole = await BytesAsync(isSealed: true);
        foreach (var (bit, damaged) in Mutation.FlippedBits(whole))
        {
            await _home.WriteAsync(File, damaged);

            var error = await _home.RefusedAsync(File);

            Assert.True(error is VaultError.Damaged or VaultError.WrongPassphrase, $"Bit {bit}: {error}");
        }

        await NoTraceAsync();
    }

    [Fact]
    public async Task A_bare_file_with_a_flipped_bit_is_refused_or_its_pictures_are_the_original_ones()
    {
        var whole = await BytesAsync(isSealed: false);
        foreach (var (bit, damaged) in Mutation.FlippedBits(whole))
        {
            await _home.WriteAsync(File, damaged);
            try
            {
                var imported = await _home.ImportAsync(File);
                await HasAsync(imported.Imported?.Id ?? throw new InvalidOperationException(imported.SkippedBecause), 1, 2);
                NewHome();
            }
            catch (Exception e) when (e is VaultException or LibraryException)
            {
                await NoTraceAsync();
            }
        }
    }

    [Theory]
    [InlineData("\"size\":", "\"size\":3000000000,\"was\":")]
    [InlineData("\"sha256\":\"", "\"sha256\":\"00")]
    [InlineData("\"file\":\"shots/001.png\"", "\"file\":\"../001.png\"")]
    public async Task A_manifest_that_says_something_impossible_is_refused_and_leaves_no_trace(string there, string instead)
    {
        await _home.WriteAsync(File, await TarAsync(manifest => manifest.Replace(there, instead, StringComparison.Ordinal)));

        Assert.Equal(VaultError.Damaged, await _home.RefusedAsync(File));

        await NoTraceAsync();
    }

    [Fact]
    public async Task A_manifest_or_preview_that_is_too_large_is_refused_before_it_is_read()
    {
        var front = new byte[512];
        foreach (var (name, size) in new[] { ("manifest.json", Limits.ManifestBytes + 1L), ("preview.png", Limits.PreviewBytes + 1L), ("manifest.json", 1L << 32) })
        {
            new Core.Format.TarHeader(name, size).Write(front);
            await _home.WriteAsync(File, front);

            Assert.Equal(VaultError.Damaged, await _home.RefusedAsync(File));
        }

        await NoTraceAsync();
    }

    [Fact]
    public async Task Something_that_is_no_image_does_not_come_in_as_one()
    {
        var library = await _home.Home.OpenAsync();
        var session = (await library.SaveAsync(LibraryHome.Session(1), progress: null, Deadline.Token)).Session;
        await _home.Export(library).ToFileAsync(session, File, passphrase: null, progress: null, Deadline.Token);
        library.Dispose();
        NewHome();

        var e = await Assert.ThrowsAsync<VaultException>(() => _home.ImportAsync(File));

        Assert.Contains("shots/001.png", e.Message, StringComparison.Ordinal);
        await NoTraceAsync();
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said()
    {
        var e = await Assert.ThrowsAsync<StoreException>(() => _home.ImportAsync("/in/none"));

        Assert.Equal(StoreError.NoSuchPlace, e.Error);
        await NoTraceAsync();
    }

    [Fact]
    public async Task A_disk_that_is_full_is_said_and_the_import_works_when_there_is_room()
    {
        var exported = await ExportAsync(isSealed: false, 1, 2);
        for (var room = 0; ; room += 200)
        {
            _files.CapacityBytes = (await _home.ReadAsync(File))!.Length + room;
            try
            {
                await _home.ImportAsync(File);
                break;
            }
            catch (StoreException e) when (e.Error is StoreError.Full)
            {
                _files.CapacityBytes = null;
                Assert.Empty(await _home.NamesAsync(_home.Spooled));
                Assert.DoesNotContain(await _home.NamesAsync("/home"), name => name.Contains("/log/", StringComparison.Ordinal));
                NewHome();
            }
        }

        await HasAsync(exported.Id, 1, 2);
    }

    // A home exports a session, and is gone.
    private async Task<SessionInfo> ExportAsync(bool isSealed, params int[] pictures)
    {
        var (library, session) = await _home.SavedAsync(pictures);
        using (library)
        {
            session = await library.EditAsync(session.Id, new SessionEdit { Name = "Edited" }, cancellationToken: Deadline.Token);
            ReadOnlyMemory<byte>? passphrase = isSealed ? ExchangeHome.Passphrase.AsMemory() : (ReadOnlyMemory<byte>?)null;
            await _home.Export(library).ToFileAsync(session, File, passphrase, progress: null, Deadline.Token);
        }

        NewHome();
        return session;
    }

    // A sealed one has the smallest work factor: it is opened thousands of times.
    private async Task<byte[]> BytesAsync(bool isSealed)
    {
        await ExportAsync(isSealed: false, 1, 2);
        var bare = (await _home.ReadAsync(File))!;
        return isSealed ? Age.Seal(bare, ExchangeHome.Passphrase, logWorkFactor: 1, new SeededRandom(9)) : bare;
    }

    // A bare file whose manifest was changed in a way that its tar fits again.
    private async Task<byte[]> TarAsync(Func<string, string> change)
    {
        await ExportAsync(isSealed: false, 1);
        await using var reader = await ArchiveReader.OpenAsync(
            new MemoryStream((await _home.ReadAsync(File))!), "x", vault: null, session: null, Deadline.Token);
        var manifest = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(
            Core.Format.ManifestWriter.Write(reader.Manifest, VaultId.FromBytes(new byte[VaultId.SizeBytes])))));
        var pictures = await VaultSamples.ReadAllAsync(reader);
        using var tar = new MemoryStream();
        Add("manifest.json", manifest);
        foreach (var (name, bytes) in pictures)
        {
            Add(name, bytes);
        }

        tar.Write(new byte[1024]);
        return tar.ToArray();

        void Add(string name, byte[] bytes)
        {
            var header = new byte[512];
            new Core.Format.TarHeader(name, bytes.Length).Write(header);
            tar.Write(header);
            tar.Write(bytes);
            tar.Write(new byte[Core.Format.TarHeader.PaddingAfter(bytes.Length)]);
        }
    }

    private async Task HasAsync(SessionId id, params int[] pictures)
    {
        using var library = await _home.Home.OpenAsync();
        await using var reader = await library.OpenContentAsync(await library.FindAsync(id.Text, Deadline.Token), Deadline.Token);
        Assert.Equal(pictures.Select(ExchangeHome.Picture), (await VaultSamples.ReadAllAsync(reader)).Values);
    }

    // With nothing in it, and an index of its own.
    private void NewHome()
    {
        _files.RemoveFolder("/home");
        _home = new ExchangeHome(_files);
    }

    private async Task NoTraceAsync()
    {
        Assert.Null(await _files.StatAsync(_home.Home.Folder, Deadline.Token));
        Assert.Empty(await _home.NamesAsync(_home.Spooled));
    }
}
