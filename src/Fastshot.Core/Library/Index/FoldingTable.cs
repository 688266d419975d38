namespace Fastshot.Core.Library.Index;

/// <summary>Letters that are searched as others: without their accents, in full width, one letter for each of a ligature.</summary>
/// <remarks>
/// From the decompositions of Unicode (NFKD without marks) for Latin, Greek, Cyrillic, Arabic and Japanese, in lower case,
/// and of the letters with a stroke, which have none, those that people type without it. The framework's own
/// normalization is not to be had: the process runs without the data of cultures.
/// </remarks>
internal static class FoldingTable
{
    // What stands for which letters.
    private const string Rows = """
        1 ¹, 2 ², 3 ³, a ªàáâãäåāăąǎǟǡǻȁȃȧḁẚạảấầẩẫậắằẳẵặ, ae æǣǽ, b ḃḅḇ, c çćĉċčḉ, d ðďđḋḍḏḑḓ, dz ǆǳ,
        e èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ, f ḟ, ff ﬀ, ffi ﬃ, ffl ﬄ, fi ﬁ, fl ﬂ, g ĝğġģǧǵḡ, h ĥħȟḣḥḧḩḫẖ,
        i ìíîïĩīĭįıǐȉȋḭḯỉị, ij ĳ, j ĵǰ, k ķǩḱḳḵ, l ĺļľŀłḷḹḻḽ, lj ǉ, m ḿṁṃ, n ñńņňŉǹṅṇṉṋ, nj ǌ,
        o ºòóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ, oe œ, p ṕṗ, r ŕŗřȑȓṙṛṝṟ, s śŝşšșṡṣṥṧṩ, ss ß, st ﬅﬆ, t ţťŧțṫṭṯṱẗ,
        th þ, u ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự, v ṽṿ, w ŵẁẃẅẇẉẘ, x ẋẍ, y ýÿŷȳẏẙỳỵỷỹ, z źżžẑẓẕ, ʒ ǯ, う ゔ, か が,
        き ぎ, く ぐ, け げ, こ ご, さ ざ, し じ, す ず, せ ぜ, そ ぞ, た だ, ち ぢ, つ づ, て で, と ど, は ばぱ, ひ びぴ, ふ ぶぷ, へ べぺ, ほ ぼぽ, より ゟ,
        ゝ ゞ,
        α άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ, ε έἐἑἒἓἔἕὲέ, η ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ, ι ΐίϊἰἱἲἳἴἵἶἷὶίῐῑῒΐῖῗ,
        ο όὀὁὂὃὄὅὸό, ρ ῤῥ, σ ϲ, υ ΰϋύϒϓϔὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ, ω ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ,
        а ӑӓ, г ѓ, е ѐёӗ, ж ӂӝ, з ӟ, и йѝӣӥ, к ќ, о ӧ, у ўӯӱӳ, ч ӵ, ы ӹ, э ӭ, і ї, ѵ ѷ, ә ӛ, ө ӫ,
        ا آأإ, اٴ ٵ, و ؤ, وٴ ٶ, ي ئ, يٴ ٸ, ہ ۂ, ۇٴ ٷ, ے ۓ, ە ۀ,
        ァ ｧ, ア ｱ, ィ ｨ, イ ｲ, ゥ ｩ, ウ ヴｳ, ェ ｪ, エ ｴ, ォ ｫ, オ ｵ, カ ガｶ,
        キ ギｷ, ク グｸ, ケ ゲｹ, コ ゴｺ, コト ヿ, サ ザｻ, シ ジｼ, ス ズｽ, セ ゼｾ, ソ ゾｿ,
        タ ダﾀ, チ ヂﾁ, ッ ｯ, ツ ヅﾂ, テ デﾃ, ト ドﾄ, ナ ﾅ, ニ ﾆ, ヌ ﾇ, ネ ﾈ, ノ ﾉ,
        ハ バパﾊ, ヒ ビピﾋ, フ ブプﾌ, ヘ ベペﾍ, ホ ボポﾎ, マ ﾏ, ミ ﾐ, ム ﾑ, メ ﾒ, モ ﾓ,
        ャ ｬ, ヤ ﾔ, ュ ｭ, ユ ﾕ, ョ ｮ, ヨ ﾖ, ラ ﾗ, リ ﾘ, ル ﾙ, レ ﾚ, ロ ﾛ, ワ ヷﾜ,
        ヰ ヸ, ヱ ヹ, ヲ ヺｦ, ン ﾝ, ー ｰ, ヽ ヾ
        """;

    private static readonly Dictionary<char, string> Folded = new(Read());

    /// <summary>What stands for the letter, or null where it stands for itself.</summary>
    public static string? Find(char lower) => Folded.GetValueOrDefault(lower);

    private static IEnumerable<KeyValuePair<char, string>> Read() =>
        from row in Rows.Split(',', StringSplitOptions.TrimEntries)
        let parts = row.Split(' ')
        from letter in parts[1]
        select KeyValuePair.Create(letter, parts[0]);
}
