using System.Text;
using Fastshot.Core.Crypto;
using Fastshot.Core.Runtime.Ambient;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>Debian's age opens what is sealed here, and what it seals is opened here.</summary>
public sealed class StockAgeTests : IDisposable
{
    private const string Passphrase = "correct horse, Battery staple: ä 1";

    private readonly string _folder = Directory.CreateTempSubdirectory("fastshot-age-").FullName;

    public static TheoryData<int> Sizes => [0, 1, Age.ChunkSize, (3 * Age.ChunkSize) + 17];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Age_opens_an_object_by_the_vault_keys_text(int size)
    {
        var content = Content(size);
        using var key = VaultKey.Generate(SystemRandom.Instance);
        await using (var file = File.Create(At("object.age")))
        {
            await using var writer = await AgeWriter.CreateAsync(
                file, key.Passphrase, Age.LogWorkFactorOfObjects, SystemRandom.Instance, Deadline.Token);
            await writer.WriteAsync(content, Deadline.Token);
            await writer.FinishAsync(Deadline.Token);
        }

        Assert.Equal(content, await OpenWithAgeAsync("object.age", key.ToText()));
    }

    [Fact]
    public async Task Age_opens_a_key_file_and_prints_the_vault_keys_text_and_the_vault()
    {
        var vault = new string('7', 32);
        using var keyFile = new KeyFile(VaultKey.Generate(SystemRandom.Instance), vault);
        await File.WriteAllBytesAsync(
            At("key.age"), keyFile.Seal(Encoding.UTF8.GetBytes(Passphrase), SystemRandom.Instance), Deadline.Token);

        var opened = await OpenWithAgeAsync("key.age", Passphrase);

        Assert.Equal($"{keyFile.Key.ToText()}\nvault {vault}\n", Encoding.UTF8.GetString(opened));
    }

    [Fact]
    public async Task Age_refuses_another_passphrase()
    {
        await File.WriteAllBytesAsync(
            At("object.age"), Age.Seal(Content(10), "right"u8.ToArray(), 1, SystemRandom.Instance), Deadline.Token);

        var result = await StockTool.RunAtTerminalAsync(
            "age", ["-d", "-o", "opened", "object.age"], _folder, ["wrong"], Deadline.Token);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("incorrect passphrase", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData((2 * Age.ChunkSize) + 17, false)]
    [InlineData((2 * Age.ChunkSize) + 17, true)]
    public async Task What_age_seals_is_opened(int size, bool isArmored)
    {
        var content = Content(size);
        await File.WriteAllBytesAsync(At("content"), content, Deadline.Token);
        string[] options = isArmored ? ["-a", "-p"] : ["-p"];
        var result = await StockTool.RunAtTerminalAsync(
            "age", [.. options, "-o", "sealed.age", "content"], _folder, [Passphrase, Passphrase], Deadline.Token);
        result.Expect();

        await using var file = File.OpenRead(At("sealed.age"));
        await using var binary = await AgeArmor.UnwrapAsync(file, Deadline.Token);
        await using var reader = await AgeReader.OpenAsync(
            binary, Encoding.UTF8.GetBytes(Passphrase), WorkFactors.Any, Deadline.Token);
        using var opened = new MemoryStream();
        await reader.CopyToAsync(opened, Deadline.Token);

        Assert.Equal(content, opened.ToArray());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // For an empty content, age makes no file at all.
    private async Task<byte[]> OpenWithAgeAsync(string file, string passphrase)
    {
        var result = await StockTool.RunAtTerminalAsync(
            "age", ["-d", "-o", "opened", file], _folder, [passphrase], Deadline.Token);
        result.Expect();
        return File.Exists(At("opened")) ? await File.ReadAllBytesAsync(At("opened"), Deadline.Token) : [];
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        return content;
    }
}
