namespace Fastshot.Cli.Demo;

/// <summary>A language of made-up sessions: its words, and whether spaces stand between them.</summary>
internal sealed record CatalogLanguage(bool HasSpaces, string[] Words);

/// <summary>The words from which made-up sessions are named.</summary>
internal static class CatalogWords
{
    private static readonly CatalogLanguage English = new(true,
    [
        "login", "error", "dashboard", "invoice", "release", "checkout", "timeout", "search", "report", "design",
        "migration", "server", "cache", "queue", "review", "customer", "payment", "settings", "profile", "upload",
        "chart", "memory", "leak", "regression", "layout", "mobile", "header", "footer", "broken", "slow", "fixed",
        "before", "after", "draft", "final", "meeting", "notes", "roadmap", "budget", "quarter", "alert", "backup",
        "cluster", "network", "router", "kernel", "crash", "trace", "profile", "benchmark", "template", "wizard",
    ]);

    private static readonly CatalogLanguage German = new(true,
    [
        "Anmeldung", "Fehler", "Rechnung", "Übersicht", "Bestellung", "Prüfung", "Entwurf", "Größe", "Straße", "Vorlesung",
        "Übung", "Kunde", "Lieferung", "Vertrag", "Sitzung", "Änderung", "Schlüssel", "Sicherung", "Netzwerk", "Speicher",
    ]);

    private static readonly CatalogLanguage French = new(true,
    [
        "facture", "écran", "erreur", "réunion", "modèle", "données", "tableau", "rapport", "été", "élève", "café",
        "commande", "paramètres", "connexion", "sauvegarde", "réseau", "naïve", "œuvre", "façade", "bêta",
    ]);

    private static readonly CatalogLanguage Chinese = new(false,
    [
        "登录", "错误", "订单", "支付", "页面", "设计", "会议", "报告", "数据", "图表", "服务器", "缓存", "发布", "测试", "用户",
        "设置", "网络", "备份", "搜索", "上传", "移动端", "商品", "评审", "季度", "预算",
    ]);

    private static readonly CatalogLanguage Japanese = new(false,
    [
        "ログイン", "エラー", "画面", "設計", "会議", "資料", "旅行", "予約", "京都", "地図", "決済", "テスト", "報告書", "写真",
        "メモ", "サーバー", "検索", "設定", "更新", "確認",
    ]);

    private static readonly CatalogLanguage Korean = new(true,
    [
        "로그인", "오류", "화면", "회의", "보고서", "결제", "설계", "검색", "설정", "서버", "배포", "테스트", "논문", "검토",
    ]);

    private static readonly CatalogLanguage Russian = new(true,
    [
        "ошибка", "вход", "отчёт", "сервер", "сеть", "заказ", "оплата", "макет", "встреча", "заметки", "резервная", "копия",
    ]);

    private static readonly CatalogLanguage Arabic = new(true,
    [
        "تسجيل", "خطأ", "تقرير", "صفحة", "تصميم", "اجتماع", "بيانات", "خادم", "بحث", "إعدادات",
    ]);

    /// <summary>English and German more often than the others.</summary>
    public static CatalogLanguage[] Languages { get; } =
        [English, English, English, English, German, German, French, Chinese, Chinese, Japanese, Korean, Russian, Arabic];

    public static string[] Tags { get; } =
    [
        "web", "bug", "ui", "api", "urgent", "done", "open", "idea", "client", "infra", "研究", "Uni", "perf", "docs",
        "security", "mobile", "data", "legal", "sales", "test",
    ];

    public static string[] Classes { get; } = ["work", "study", "research", "operations", "private", "support", "授業"];

    public static string[] Devices { get; } =
        ["0demo0laptop0000000000000a", "0demo0office0000000000000b", "0demo0tablet0000000000000c"];
}
