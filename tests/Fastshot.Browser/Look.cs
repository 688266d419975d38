using System.Text.Json;
using Microsoft.Playwright;

namespace Fastshot.Browser.Tests;

/// <summary>What is checked of every view: axe-core, the width, and a picture to look at.</summary>
internal static class Look
{
    private static readonly string Axe = File.ReadAllText(Path.Combine(Server.Root, "client", "node_modules", "axe-core", "axe.min.js"));

    private const string Run = """
        () => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
          .then(result => result.violations.map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.target).join(', ')))
        """;

    /// <summary>Buttons, links and fields without a name, and what sticks out of the window.</summary>
    private const string Names = """
        () => {
          const seen = element => element.getClientRects().length > 0;
          const named = element => (element.getAttribute('aria-label') || element.textContent || element.title || element.placeholder
            || (element.labels && [...element.labels].map(label => label.textContent).join('')) || '').trim();
          const found = [...document.querySelectorAll('button, a[href], input, select, textarea')].filter(seen).filter(one => !named(one))
            .map(one => 'no name: ' + one.outerHTML.slice(0, 80));
          if (document.documentElement.scrollWidth > innerWidth) found.push('wider than the window: ' + document.documentElement.scrollWidth);
          return found;
        }
        """;

    public static async Task AtAsync(IPage page, string name, Screen screen)
    {
        await page.EvaluateAsync(Axe);
        var violations = await page.EvaluateAsync<JsonElement>(Run);
        var nameless = await page.EvaluateAsync<JsonElement>(Names);
        var folder = Directory.CreateDirectory(Path.Combine(Server.Root, "artifacts", "browser")).FullName;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{screen}.png") });

        Assert.True(violations.GetArrayLength() == 0, $"{name} at {screen}: {violations}");
        Assert.True(nameless.GetArrayLength() == 0, $"{name} at {screen}: {nameless}");
    }
}
