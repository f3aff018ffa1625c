// Longest first. Cut once, and only when four letters stay: a light stem keeps names apart that a full stemmer would merge.
const ENDINGS: Readonly<Record<string, RegExp>> = {
  en: /(?:ings|ing|ers|er|ed|es|s)$/,
  fr: /(?:issements|issement|ements|ement|ations|ation|euses|euse|eurs|eur|ees|ee|es|er|ent|s|x)$/,
  es: /(?:aciones|acion|amente|ando|iendo|adas|ados|ada|ado|idas|idos|ida|ido|es|os|as|ar|s)$/,
  pt: /(?:acoes|acao|amente|ando|endo|adas|ados|ada|ado|idas|idos|ida|ido|es|os|as|ar|s)$/,
  it: /(?:azioni|azione|amente|ando|endo|ate|ati|ata|ato|ite|iti|ita|ito|are|ere|ire)$/,
  de: /(?:ungen|ung|ern|em|en|er|es|e|n|s)$/,
  nl: /(?:ingen|ing|eren|en|er|es|s|t)$/,
  sv: /(?:arna|erna|orna|ande|aren|ade|ar|er|or|en|et|s)$/,
  pl: /(?:iejszych|iejszy|owych|owego|owemu|owym|owej|owie|ami|ach|iem|owi|ego|emu|ych|ymi|imi|iej|om|ow|em|ie|ej|ym|im|ia|iu|a|e|i|o|u|y)$/,
  cs: /(?:ovych|oveho|ovym|ove|ami|ach|eho|emu|ych|ymi|ou|em|um|ch|a|e|i|o|u|y)$/,
  ru: /(?:ами|ями|ого|ему|ому|ыми|ими|ах|ях|ов|ев|ей|ой|ый|ий|ая|ое|ые|ых|их|ом|ем|ам|ям|ую|а|я|о|е|ы|и|у|ю|ь)$/,
  uk: /(?:ами|ями|ого|ому|ими|ах|ях|ів|ей|ої|ий|ій|ою|ею|их|ом|ем|ам|ям|ую|а|я|о|е|и|і|ї|у|ю|ь)$/,
  tr: /(?:larinin|lerinin|larini|lerini|larin|lerin|lari|leri|lar|ler|nin|nun|dan|den|da|de|in|un|a|e|i|u)$/,
};

const LAST_VOWELS = /[aeiouy]$/;

/**
 * A light stem. Own endings of the language go first, then one last vowel in every language, so that a name keeps one form
 * across languages: `Teixeira` and Polish `Teixeiry` both give `teixeir`.
 */
export function stem(form: string, lang: string): string {
  if (form.length < 5 || /\d/.test(form)) return form;
  const ending = ENDINGS[lang];
  let cut = form;
  if (ending !== undefined) {
    const shorter = form.replace(ending, '');
    if (shorter.length >= 4) cut = shorter;
  }
  return cut.length >= 5 && LAST_VOWELS.test(cut) ? cut.slice(0, -1) : cut;
}
