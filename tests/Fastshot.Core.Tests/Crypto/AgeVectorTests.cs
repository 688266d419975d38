using System.Security.Cryptography;
using System.Text;
using Fastshot.Core.Crypto;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>The C2SP test vectors for age give the outcome that they state.</summary>
public sealed class AgeVectorTests
{
    // Only an implementation of X25519 or of the hybrid recipient can tell what is wrong with these.
    private static readonly string[] NotApplicable =
    [
        "armor_no_match", "hybrid_bad_tag", "hybrid_currupted_enc_mlkem", "hybrid_currupted_enc_x25519",
        "hybrid_extra_argument", "hybrid_identity", "hybrid_long_file_key", "hybrid_long_share", "hybrid_low_order",
        "hybrid_no_match", "hybrid_not_canonical_enc", "hybrid_short_share", "hybrid_uppercase", "hybrid_x25519_arg",
        "x25519_bad_tag", "x25519_extra_argument", "x25519_identity", "x25519_long_file_key", "x25519_long_share",
        "x25519_low_order", "x25519_lowercase", "x25519_no_match", "x25519_not_canonical_share", "x25519_short_share",
    ];

    public static TheoryData<string> WithPassphrase =>
        [.. AgeVector.Names.Where(name => AgeVector.Load(name).Passphrases.Count > 0)];

    public static TheoryData<string> ByFileKey =>
        [.. AgeVector.Names.Except(NotApplicable).Where(name => AgeVector.Load(name).Passphrases.Count == 0)];

    public static TheoryData<string> ArmoredSuccesses =>
        [.. AgeVector.Names.Where(name => AgeVector.Load(name) is { IsArmored: true, Expected: "success" })];

    [Theory]
    [MemberData(nameof(WithPassphrase))]
    public async Task A_vector_with_a_passphrase_gives_its_outcome(string name)
    {
        var vector = AgeVector.Load(name);
        foreach (var passphrase in vector.Passphrases)
        {
            await AssertOutcomeAsync(
                vector, new PassphraseIdentity(Encoding.UTF8.GetBytes(passphrase), WorkFactors.Any));
        }
    }

    [Theory]
    [MemberData(nameof(ByFileKey))]
    public async Task A_vector_with_an_identity_gives_its_outcome_by_its_file_key(string name)
    {
        var vector = AgeVector.Load(name);

        await AssertOutcomeAsync(vector, new FileKeyIdentity(vector.FileKey));
    }

    [Theory]
    [MemberData(nameof(ArmoredSuccesses))]
    public async Task Armor_is_recognized(string name)
    {
        var vector = AgeVector.Load(name);
        await using var binary = await AgeArmor.UnwrapAsync(new TrickleStream(vector.ReadFile(), 5), Deadline.Token);

        var (released, error) = await OpenAsync(binary, new FileKeyIdentity(vector.FileKey));

        Assert.Null(error);
        Assert.Equal(vector.Payload, Convert.ToHexStringLower(SHA256.HashData(released)));
    }

    [Fact]
    public void Every_vector_is_run_or_named_as_not_applicable()
    {
        string[] run = [.. WithPassphrase.Select(row => row.Data), .. ByFileKey.Select(row => row.Data)];

        Assert.Equal(143, AgeVector.Names.Count());
        Assert.Equal(26, WithPassphrase.Count);
        Assert.Equal(24, NotApplicable.Length);
        Assert.Equal(AgeVector.Names, run.Concat(NotApplicable).Order(StringComparer.Ordinal));
    }

    private static async Task AssertOutcomeAsync(AgeVector vector, IAgeIdentity identity)
    {
        var file = vector.ReadFile();
        foreach (var pieceMax in (int[])[int.MaxValue, 4093])
        {
            Stream source = new TrickleStream(file, pieceMax);
            await using var binary = vector.IsArmored ? new ArmorReader(source) : source;

            var (released, error) = await OpenAsync(binary, identity);

            Assert.Equal(vector.Expected, NameOf(error));
            Assert.Equal(
                vector.Payload ?? Convert.ToHexStringLower(SHA256.HashData([])),
                Convert.ToHexStringLower(SHA256.HashData(released)));
        }
    }

    // What was released before the error counts, too.
    private static async Task<(byte[] Released, AgeError? Error)> OpenAsync(Stream source, IAgeIdentity identity)
    {
        using var released = new MemoryStream();
        try
        {
            await using var reader = await AgeReader.OpenAsync(source, identity, Deadline.Token);
            await reader.CopyToAsync(released, Deadline.Token);
            return (released.ToArray(), null);
        }
        catch (AgeException e)
        {
            return (released.ToArray(), e.Error);
        }
    }

    private static string NameOf(AgeError? error) => error switch
    {
        null => "success",
        AgeError.NotAge or AgeError.Header or AgeError.WorkFactor => "header failure",
        AgeError.NoMatch => "no match",
        AgeError.Hmac => "HMAC failure",
        AgeError.Payload => "payload failure",
        AgeError.Armor => "armor failure",
        _ => error.ToString()!,
    };
}
