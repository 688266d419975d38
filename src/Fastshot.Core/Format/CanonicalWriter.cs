using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Writes canonical JSON: members in the order of their names, no spaces, the fewest escapes.</summary>
/// <remarks>
/// Names are ordered by UTF-16 code units and strings are escaped as RFC 8785 (3.2.2.2, 3.2.3) says. A member out of order
/// is a bug of the caller. docs/vault-format.md, "Canonical JSON".
/// </remarks>
public sealed class CanonicalWriter
{
    /// <summary>The version of the format that this program writes.</summary>
    public const int FormatCurrent = 1;

    private readonly ArrayBufferWriter<byte> _output = new(256);
    private readonly Stack<Scope> _scopes = new();
    private bool _needsComma;

    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    public CanonicalWriter BeginObject() => Begin((byte)'{', isObject: true);

    public CanonicalWriter EndObject() => End((byte)'}');

    public CanonicalWriter BeginArray() => Begin((byte)'[', isObject: false);

    public CanonicalWriter EndArray() => End((byte)']');

    /// <summary>Begins a member; its value follows.</summary>
    public CanonicalWriter Name(string name)
    {
        if (!_scopes.TryPop(out var scope) || !scope.IsObject)
        {
            throw new InvalidOperationException($"The member '{name}' stands outside an object.");
        }

        if (scope.LastName is { } last && string.CompareOrdinal(last, name) >= 0)
        {
            throw new InvalidOperationException($"The member '{name}' must come before '{last}'.");
        }

        _scopes.Push(scope with { LastName = name });
        Separate();
        JsonStrings.Write(_output, name);
        Put((byte)':');
        _needsComma = false;
        return this;
    }

    public CanonicalWriter Text(string value)
    {
        Separate();
        JsonStrings.Write(_output, value);
        _needsComma = true;
        return this;
    }

    public CanonicalWriter Number(long value)
    {
        Separate();
        var span = _output.GetSpan(20);
        Utf8Formatter.TryFormat(value, span, out var count);
        _output.Advance(count);
        _needsComma = true;
        return this;
    }

    /// <summary>A finite number, in the fewest digits that read back as the same.</summary>
    public CanonicalWriter Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "JSON has no such number.");
        }

        if (double.IsInteger(value) && Math.Abs(value) <= Limits.Counter)
        {
            return Number((long)value);
        }

        return Literal(Encoding.ASCII.GetBytes(value.ToString("R", CultureInfo.InvariantCulture)));
    }

    public CanonicalWriter Boolean(bool value) => Literal(value ? "true"u8 : "false"u8);

    public CanonicalWriter Null() => Literal("null"u8);

    /// <summary>Text, or null.</summary>
    public CanonicalWriter TextOrNull(string? value) => value is null ? Null() : Text(value);

    /// <summary>Begins a document: its format, kind and vault first, then its other members in their order.</summary>
    public CanonicalWriter BeginDocument(string kind, VaultId vault)
    {
        BeginObject().Name("format").Number(FormatCurrent).Name("kind").Text(kind).Name("vault").Text(vault.Text);
        _scopes.Push(_scopes.Pop() with { LastName = null });
        return this;
    }

    /// <summary>Writes members in their order, whatever the order in which they are given; each name once.</summary>
    public CanonicalWriter Members(IEnumerable<(string Name, Action<CanonicalWriter> Write)> members)
    {
        foreach (var (name, write) in members.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            write(Name(name));
        }

        return this;
    }

    /// <summary>A value that is canonical already.</summary>
    public CanonicalWriter Value(CanonicalValue value) => Literal(value.Utf8);

    /// <summary>A value written by the given steps, by itself.</summary>
    public static CanonicalValue Of(Action<CanonicalWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var writer = new CanonicalWriter();
        write(writer);
        return new CanonicalValue(writer.Written.ToArray());
    }

    private CanonicalWriter Literal(ReadOnlySpan<byte> utf8)
    {
        Separate();
        _output.Write(utf8);
        _needsComma = true;
        return this;
    }

    private CanonicalWriter Begin(byte bracket, bool isObject)
    {
        Separate();
        Put(bracket);
        _scopes.Push(new Scope(isObject, LastName: null));
        _needsComma = false;
        return this;
    }

    private CanonicalWriter End(byte bracket)
    {
        _scopes.Pop();
        Put(bracket);
        _needsComma = true;
        return this;
    }

    private void Separate()
    {
        if (_needsComma)
        {
            Put((byte)',');
        }
    }

    private void Put(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    /// <summary>What is open: an object with its last member, if it has one yet, or an array.</summary>
    private readonly record struct Scope(bool IsObject, string? LastName);
}
