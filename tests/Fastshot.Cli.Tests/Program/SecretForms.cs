using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fastshot.Cli.Tests.Program;

/// <summary>A secret in all the forms in which a program may let it slip.</summary>
internal sealed class SecretForms
{
    private readonly Dictionary<string, byte[]> _forms = new(StringComparer.Ordinal);

    public SecretForms(string name, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Add(name, utf8);
        Add($"{name} in lower case", Encoding.UTF8.GetBytes(text.ToLowerInvariant()));
        Add($"{name} as UTF-16", Encoding.Unicode.GetBytes(text));
        Add($"{name} in a URL", Encoding.UTF8.GetBytes(Uri.EscapeDataString(text)));
        Add($"{name} in JSON", Encoding.UTF8.GetBytes(System.Text.Json.JsonSerializer.Serialize(text)[1..^1]));
        AddEncoded(name, utf8);
    }

    /// <summary>That of a vault: its text with dashes and without, and the 32 bytes that it stands for.</summary>
    public static IEnumerable<SecretForms> OfVaultKey(string text)
    {
        var bytes = BytesOf(text);
        var raw = new SecretForms("the vault key without dashes", text.Replace("-", "", StringComparison.Ordinal));
        raw.Add("the vault key's bytes", bytes);
        raw.AddEncoded("the vault key's bytes", bytes);
        return [new SecretForms("the vault key", text), raw];
    }

    /// <summary>The forms that stand in some bytes.</summary>
    public IEnumerable<string> In(byte[] bytes) =>
        _forms.Where(form => bytes.AsSpan().IndexOf(form.Value) >= 0).Select(form => form.Key);

    private void Add(string name, byte[] form) => _forms[name] = form;

    private void AddEncoded(string name, byte[] bytes)
    {
        Add($"{name} in hexadecimal", Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)));
        Add($"{name} in small hexadecimal", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)));
        for (var before = 0; before < 3; before++)
        {
            // Within something longer: the digits at both ends depend on what stands beside.
            var digits = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=')[(before == 0 ? 0 : before + 1)..^2];
            Add($"{name} in Base64, {before}", Encoding.ASCII.GetBytes(digits));
            Add($"{name} in Base64 of URLs, {before}", Encoding.ASCII.GetBytes(digits.Replace('+', '-').Replace('/', '_')));
        }
    }

    // Crockford's digits, 52 for the key and 4 to check it: the first twenty bits of its SHA-256.
    private static byte[] BytesOf(string text)
    {
        const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var bits = string.Concat(text.Replace("-", "", StringComparison.Ordinal)[4..].ToUpperInvariant()
            .Select(digit => Digits.IndexOf(digit, StringComparison.Ordinal).ToString("b5", CultureInfo.InvariantCulture)));
        byte[] bytes = [.. Enumerable.Range(0, 32).Select(at => Convert.ToByte(bits.Substring(at * 8, 8), 2))];
        var check = string.Concat(SHA256.HashData(bytes).Take(3).Select(one => one.ToString("b8", CultureInfo.InvariantCulture)))[..20];
        Assert.Equal(check, bits[260..280]);
        return bytes;
    }
}
