using Microsoft.Playwright;

namespace Fastshot.Browser.Tests;

/// <summary>How a person sees the page: its size, its light, its language.</summary>
public sealed record Screen(int Width, int Height, bool IsDark, string Language)
{
    public static readonly Screen Desk = new(1440, 900, IsDark: false, "en-GB");

    public bool IsPhone => Width < 720;

    /// <summary>Large and small, light and dark, in both languages.</summary>
    public static TheoryData<int, bool, string> All
    {
        get
        {
            var all = new TheoryData<int, bool, string>();
            foreach (var width in (int[])[1440, 390])
            {
                foreach (var isDark in (bool[])[false, true])
                {
                    foreach (var language in (string[])["en-GB", "zh-CN"])
                    {
                        // Otherwise half of them, in which any two go together once.
                        var isChinese = language == "zh-CN";
                        if (Scale.IsFull || ((width == 390) != isDark) == isChinese)
                        {
                            all.Add(width, isDark, language);
                        }
                    }
                }
            }

            return all;
        }
    }

    public static Screen Of(int width, bool isDark, string language) => new(width, width < 720 ? 844 : 900, isDark, language);

    public BrowserNewContextOptions Options => new()
    {
        ViewportSize = new ViewportSize { Width = Width, Height = Height },
        ColorScheme = IsDark ? ColorScheme.Dark : ColorScheme.Light,
        Locale = Language,
        HasTouch = IsPhone,
        IsMobile = IsPhone,
        ReducedMotion = ReducedMotion.Reduce,
    };

    public override string ToString() => $"{Width}-{(IsDark ? "dark" : "light")}-{Language}";
}
