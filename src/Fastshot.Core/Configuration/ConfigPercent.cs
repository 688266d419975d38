using System.Text;

namespace Fastshot.Core.Configuration;

/// <summary>The percent sign in values: written twice, because ConfigParser gives a single one a meaning.</summary>
internal static class ConfigPercent
{
    public static string Write(string value) => value.Replace("%", "%%", StringComparison.Ordinal);

    /// <summary>Reads the value as the file has it.</summary>
    /// <param name="isWhole">False where a sign stands alone; it is kept then.</param>
    public static string Read(string written, out bool isWhole)
    {
        isWhole = true;
        if (!written.Contains('%', StringComparison.Ordinal))
        {
            return written;
        }

        var value = new StringBuilder(written.Length);
        for (var i = 0; i < written.Length; i++)
        {
            value.Append(written[i]);
            if (written[i] != '%')
            {
                continue;
            }

            if (i + 1 < written.Length && written[i + 1] == '%')
            {
                i++;
            }
            else
            {
                isWhole = false;
            }
        }

        return value.ToString();
    }
}
