namespace Fastshot.Core.Configuration;

/// <summary>White space as Python's <c>str.strip</c> takes it away.</summary>
internal static class ConfigSpace
{
    public static char[] Characters { get; } =
    [
        .. "\t\n\v\f\r\u001C\u001D\u001E\u001F \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007",
        .. "\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000",
    ];
}
