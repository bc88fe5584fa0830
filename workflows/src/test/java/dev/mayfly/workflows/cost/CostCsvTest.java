package dev.mayfly.workflows.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostCsvTest {

  // Reckoned by hand: ubuntu's node costs 3 days × 10 h × 0.36 + 2 × 10 × 0.18 = 14.4, gpu's
  // 2 × 1.8 = 3.6, the registry 168 × 0.02 = 3.36; GitHub takes 0.002 for 20 × 14 + 2 × 29 + 30
  // minutes from Thursday on. Of the 14.4 acme/shop has 12.816, acme/api 1.584.
  private static final String BY_REPOSITORY =
      """
      repository,runners,task_seconds,direct,wasted,overhead,fixed,platform,total,hosted,currency
      "acme/shop",50,45000,1.8,0,11.016,0,0.56,13.376,4.2,EUR
      "(fixed) registry",0,0,0,0,0,3.36,0,3.36,0,EUR
      "'=cmd/ml",1,1800,0.9,0,0.9,0,0.06,1.86,0,EUR
      "(idle) gpu",0,0,0,0,1.8,0,0,1.8,0,EUR
      "acme/api",6,9600,0.36,0.03,1.194,0,0.116,1.7,0.87,EUR
      "(total)",57,56400,3.06,0.03,14.91,3.36,0.736,22.096,5.07,EUR
      """;

  private static final String BY_POOL =
      """
      pool,runners,task_seconds,direct,wasted,overhead,fixed,platform,total,hosted,currency
      "ubuntu",51,45600,1.8,0.03,11.13,0,0.56,13.52,4.2,EUR
      "gpu",1,1800,0.9,0,2.7,0,0.06,3.66,0,EUR
      "(fixed) registry",0,0,0,0,0,3.36,0,3.36,0,EUR
      "ubuntu22",5,9000,0.36,0,1.08,0,0.116,1.556,0.87,EUR
      "(total)",57,56400,3.06,0.03,14.91,3.36,0.736,22.096,5.07,EUR
      """;

  @Test
  void theGoldenWeekIsWhatWasReckonedOnPaper() {
    CostReport week = Weeks.golden();

    assertThat(CostCsv.of(week.by(By.REPOSITORY))).isEqualTo(BY_REPOSITORY.replace("\n", "\r\n"));
    assertThat(CostCsv.of(week.by(By.POOL))).isEqualTo(BY_POOL.replace("\n", "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1", "\n-1"})
  void noNameIsAFormula(String name) {
    assertThat(CostCsv.text(name)).isEqualTo("\"'" + name + "\"");
  }

  @Test
  void quotesAndLinesOfANameStayWithinItsField() {
    assertThat(CostCsv.text("a\"b,c\r\nd")).isEqualTo("\"a\"\"b,c\r\nd\"");
  }
}
